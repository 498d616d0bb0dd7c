/** Globs over files: Node only, which has its own only from version 22 on. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fail } from '../errors.ts';

/** Whether a path is a pattern. */
export function isGlob(target: string): boolean {
  return /[*?[{]/.test(target);
}

/**
 * The files that a pattern matches, sorted: `*` and `?` within a name, `**` for any folders, `[a-z]` for one character, `{a,b}` for either.
 * Hidden files and folders are matched by names that begin with a dot only.
 */
export async function expandGlob(pattern: string): Promise<string[]> {
  const found = new Set<string>();
  for (const plain of expandBraces(pattern.replaceAll('\\', '/'))) {
    const parts = plain.split('/');
    const fixed: string[] = [];
    while (parts.length > 1 && !isGlob(parts[0])) fixed.push(parts.shift() as string);
    const start = fixed.length === 0 ? '' : `${fixed.join('/')}/`;
    await match(start, parts, found);
  }
  return [...found].sort();
}

async function match(folder: string, parts: readonly string[], found: Set<string>): Promise<void> {
  const [part, ...rest] = parts;
  if (part === '**') {
    await match(folder, rest.length === 0 ? ['*'] : rest, found);
    for (const entry of await entriesOf(folder)) {
      if (entry.isDirectory() && !entry.name.startsWith('.')) await match(`${folder}${entry.name}/`, parts, found);
    }
    return;
  }
  const expression = expressionOf(part);
  for (const entry of await entriesOf(folder)) {
    if (!expression.test(entry.name) || (entry.name.startsWith('.') && !part.startsWith('.'))) continue;
    if (rest.length > 0) {
      if (entry.isDirectory()) await match(`${folder}${entry.name}/`, rest, found);
    } else if (!entry.isDirectory()) {
      found.add(path.normalize(`${folder}${entry.name}`));
    }
  }
}

async function entriesOf(folder: string) {
  return readdir(folder === '' ? '.' : folder, { withFileTypes: true }).catch(() => []);
}

/** The alternatives of the first braces, and of what they leave. */
function expandBraces(pattern: string): string[] {
  const braces = /\{([^{}]*)\}/.exec(pattern);
  if (braces === null) return [pattern];
  const before = pattern.slice(0, braces.index);
  const after = pattern.slice(braces.index + braces[0].length);
  return braces[1].split(',').flatMap((choice) => expandBraces(`${before}${choice}${after}`));
}

function expressionOf(part: string): RegExp {
  const source = part.replace(/\*+|\?|\[!?[^\]]*\]|[.+^${}()|\\[\]]/g, (token) => {
    if (token.startsWith('*')) return '.*';
    if (token === '?') return '.';
    if (token.length > 1 && token.startsWith('[')) return `[${token.slice(1, -1).replace(/^!/, '^').replaceAll('\\', '\\\\')}]`;
    return `\\${token}`;
  });
  try {
    return new RegExp(`^${source}$`, 'su');
  } catch {
    return fail('data', `${part} is no pattern for names of files`);
  }
}

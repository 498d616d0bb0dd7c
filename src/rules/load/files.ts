/** Rules from files: Node only. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure, KqlError } from '../../errors.ts';
import { expandGlob, isGlob } from '../../readers/glob.ts';
import type { Rule } from '../rule.ts';
import { type FileRules, mayHoldRules, readRules } from './index.ts';

/** A file with what it holds. */
export interface LoadedFile extends FileRules {
  readonly file: string;
}

/**
 * The rules that a path means: those of a file, of the files in a folder and the folders in it, of what a glob matches; `file#name` is the one
 * of that name, as in `hunts.md#rare-connections`. Throws a KqlError of the kind 'data' with the position in the file where one cannot be
 * read, and where there is no rule.
 */
export async function loadRules(target: string): Promise<Rule[]> {
  const files = await loadRuleFiles(target);
  for (const { file, error } of files) if (error !== undefined) throw errorWithFile(file, error);
  return files.flatMap(({ rules }) => rules);
}

/** As loadRules, file by file and without throwing for what is wrong in one of them. In a folder, files without a rule are left out. */
export async function loadRuleFiles(target: string): Promise<LoadedFile[]> {
  const { files, name, isFolder } = await filesOf(target);
  const loaded: LoadedFile[] = [];
  for (const file of files) {
    const text = decode(await readFile(file));
    if (isFolder && !mayHoldRules(file, text)) continue;
    const found = await readRules(file, text);
    if (isFolder && found.rules.length === 0 && found.error === undefined) continue;
    loaded.push({ file, ...found });
  }
  if (name !== undefined) return loaded.map((one) => ({ ...one, rules: [ruleNamed(target, one, name)] }));
  if (loaded.every(({ rules, error }) => rules.length === 0 && error === undefined)) failNone(target, isFolder, loaded);
  return loaded;
}

function failNone(target: string, isFolder: boolean, loaded: readonly LoadedFile[]): never {
  const reasons = loaded.flatMap(({ passedOver }) => passedOver);
  throw new KqlError({
    kind: 'data',
    message: [`there is no rule in ${target}`, ...reasons].join('; '),
    hint: isFolder ? 'rules are .yaml, .yml, .json, .kql, .csl and .kusto files, and fenced kql blocks in .md files' : undefined,
  });
}

function ruleNamed(target: string, { file, rules, error }: LoadedFile, name: string): Rule {
  const found = rules.find(({ source, ...rule }) => source === `${file}#${name}` || rule.name === name || rule.id === name);
  if (found !== undefined) return found;
  if (error !== undefined) throw errorWithFile(file, error);
  const names = rules.map(({ source }) => source.slice(file.length + 1)).filter((known) => known !== '');
  const hint = names.length === 0 ? undefined : `there are ${names.slice(0, 10).join(', ')}${names.length > 10 ? ' …' : ''}`;
  throw new KqlError({ kind: 'data', message: `there is no rule ${target}`, hint });
}

/** Errors of a file that is not the only one say which it is. */
function errorWithFile(file: string, error: KqlError): KqlError {
  const [first, ...others] = error.errors.map(({ kind, message, span, hint }) => ({ kind, message: `${file}: ${message}`, span, hint }));
  return new KqlError(first, error.source, others);
}

interface Found {
  readonly files: readonly string[];
  readonly name: string | undefined;
  /** Whether the files were looked for, rather than named one by one. */
  readonly isFolder: boolean;
}

const ruleEndings = /(?<!\.test)\.(?:ya?ml|json|kql|csl|kusto|md)$/i;

async function filesOf(target: string): Promise<Found> {
  const status = await stat(target).catch(() => undefined);
  if (status?.isDirectory()) {
    const names = await readdir(target, { recursive: true });
    const files = names.filter((name) => ruleEndings.test(name) && !isHidden(name)).sort();
    return { files: files.map((name) => path.join(target, name)), name: undefined, isFolder: true };
  }
  if (status !== undefined) return { files: [target], name: undefined, isFolder: false };
  const mark = target.lastIndexOf('#');
  if (mark > 0 && (await stat(target.slice(0, mark)).catch(() => undefined))?.isFile())
    return { files: [target.slice(0, mark)], name: target.slice(mark + 1), isFolder: false };
  if (!isGlob(target)) throw new KqlError({ kind: 'data', message: `there is no file or folder ${target}` });
  const files = await globbed(target);
  if (files.length === 0) throw new KqlError({ kind: 'data', message: `no file matches ${target}` });
  return { files, name: undefined, isFolder: true };
}

async function globbed(pattern: string): Promise<string[]> {
  try {
    return (await expandGlob(pattern)).filter((file) => !/\.test\.ya?ml$/i.test(file));
  } catch (error) {
    throw error instanceof Failure ? new KqlError(error.diagnostic) : error;
  }
}

function isHidden(name: string): boolean {
  return name.split(/[\\/]/).some((part) => part.startsWith('.') || part === 'node_modules');
}

/** UTF-8, or UTF-16 where the file begins with its mark, as PowerShell writes it. */
function decode(bytes: Uint8Array): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
}

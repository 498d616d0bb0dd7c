import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { filesOfTests } from '../rules/testing/index.ts';
import { UsageError } from './arguments.ts';

/**
 * The test files for which something has changed since a commit: the file itself, its rule, or anything else that its tests read. What git does
 * not know yet has changed.
 */
export async function changedTestFiles(files: readonly string[], reference: string): Promise<string[]> {
  const changed = await changedFiles(reference);
  const touched: string[] = [];
  for (const file of files) {
    const read = await filesOfTests(file);
    if (read.some((name) => changed.has(realOf(name)))) touched.push(file);
  }
  return touched;
}

async function changedFiles(reference: string): Promise<ReadonlySet<string>> {
  if (reference.startsWith('-')) throw new UsageError(`--changed ${reference}: this is no commit`);
  const root = (await git(['rev-parse', '--show-toplevel'], '--changed needs a git repository')).trim();
  await git(['rev-parse', '--verify', '--quiet', `${reference}^{commit}`], `--changed ${reference}: there is no such commit`);
  const differing = await git(['-C', root, 'diff', '--name-only', '-z', reference, '--'], `git cannot compare with ${reference}`);
  const untracked = await git(['-C', root, 'ls-files', '--others', '--exclude-standard', '-z'], 'git cannot list files');
  return new Set(`${differing}${untracked}`.split('\0').flatMap((name) => (name === '' ? [] : [realOf(path.join(root, name))])));
}

async function git(args: readonly string[], complaint: string): Promise<string> {
  try {
    return (await promisify(execFile)('git', args, { maxBuffer: 256 * 1024 * 1024 })).stdout;
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
    throw new UsageError(complaint, (code as unknown) === 'ENOENT' ? 'git is not installed' : stderr?.split('\n')[0] || undefined);
  }
}

/** A folder of temporary files may be a link, and git tells where it leads. */
function realOf(file: string): string {
  const whole = path.resolve(file);
  try {
    return realpathSync(whole);
  } catch {
    // what has been deleted is where its folder is
    try {
      return path.join(realpathSync(path.dirname(whole)), path.basename(whole));
    } catch {
      return whole;
    }
  }
}

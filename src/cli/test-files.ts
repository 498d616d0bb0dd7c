import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from './arguments.ts';

const testEnding = /\.test\.ya?ml$/i;

/** The test files that paths mean: each itself, or those in a folder and the folders in it. */
export function testFilesOf(targets: readonly string[]): string[] {
  const files = new Set<string>();
  for (const target of targets) for (const file of filesOf(target)) files.add(file);
  return [...files];
}

function filesOf(target: string): string[] {
  let isFolder: boolean;
  try {
    isFolder = statSync(target).isDirectory();
  } catch {
    throw new UsageError(`there is no file or folder ${target}`);
  }
  if (!isFolder) {
    if (!testEnding.test(target)) throw new UsageError(`${target} is no test file`, 'tests stand in files that end in .test.yaml');
    return [target];
  }
  const found: string[] = [];
  const folders = [target];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop())
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name === 'node_modules' || entry.name.startsWith('.')) continue;
      const inner = path.join(folder, entry.name);
      if (entry.isDirectory()) folders.push(inner);
      else if (testEnding.test(entry.name)) found.push(inner);
    }
  return found.sort();
}

// Runs TypeScript of src/ in a script: bundled to a module that is thrown away after it has been imported.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** What a module of src/ exports; `file` is relative to the project. */
export async function importBundled(root, file) {
  const folder = await mkdtemp(join(tmpdir(), 'kqlet-'));
  try {
    const outfile = join(folder, 'module.mjs');
    await build({ entryPoints: [join(root, file)], outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'error' });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true });
  }
}

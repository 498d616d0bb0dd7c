// The grammar of the parser as documents: grammar/kql.ebnf and grammar/diagrams.html, drawn from the rules that chevrotain records.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { diagrams } from './grammar-diagrams.mjs';
import { ebnf } from './grammar-ebnf.mjs';

/** Writes both documents. */
export async function generateGrammar(root) {
  const grammar = await recordGrammar(root);
  for (const [file, text] of Object.entries(grammarDocuments(grammar))) await writeFile(join(root, 'grammar', file), text);
}

/** The documents by file name, of a grammar as `recordedGrammar` of src/syntax gives it. */
export function grammarDocuments(grammar) {
  return { 'kql.ebnf': ebnf(grammar), 'diagrams.html': diagrams(grammar) };
}

async function recordGrammar(root) {
  const folder = await mkdtemp(join(tmpdir(), 'kqlet-grammar-'));
  try {
    const outfile = join(folder, 'grammar.mjs');
    await build({ entryPoints: [join(root, 'src/syntax/recorded.ts')], outfile, bundle: true, format: 'esm', platform: 'node' });
    const { recordedGrammar } = await import(pathToFileURL(outfile).href);
    return recordedGrammar();
  } finally {
    await rm(folder, { recursive: true });
  }
}

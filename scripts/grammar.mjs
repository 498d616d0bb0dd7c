// The grammar of the parser as documents: grammar/kql.ebnf and grammar/diagrams.html, drawn from the rules that chevrotain records.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importBundled } from './bundled.mjs';
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
  const { recordedGrammar } = await importBundled(root, 'src/syntax/recorded.ts');
  return recordedGrammar();
}

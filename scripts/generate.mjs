// Writes every generated file: `npm run generate`.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateGrammar } from './grammar.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

await generateGrammar(root);

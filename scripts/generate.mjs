// Writes every generated file: `npm run generate`.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importBundled } from './bundled.mjs';
import { generateGrammar } from './grammar.mjs';
import { kernelsModule } from './kernels.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

await generateGrammar(root);
writeFileSync(join(root, 'src/functions/kernels.generated.ts'), kernelsModule());

const { documents } = await importBundled(root, 'src/support/documents.ts');
for (const [file, text] of Object.entries(await documents())) writeFileSync(join(root, 'docs', file), text);

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { kernelsModule } from '../../scripts/kernels.mjs';

it('kernels.generated.ts is what `npm run generate` writes', () => {
  const file = join(import.meta.dirname, '../../src/functions/kernels.generated.ts');
  expect(readFileSync(file, 'utf8') === kernelsModule()).toBe(true);
});

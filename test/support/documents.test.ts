import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { functions } from '../../src/functions/index.ts';
import { divergences } from '../../src/support/divergences.ts';
import { documents } from '../../src/support/documents.ts';
import { probeSupport, type SupportLine } from '../../src/support/support.ts';

let lines: SupportLine[] = [];
beforeAll(async () => {
  lines = await probeSupport();
});

describe('what kqlet can do', () => {
  it('is written as the engine says', async () => {
    for (const [file, text] of Object.entries(await documents())) {
      expect(readFileSync(path.join(import.meta.dirname, '../../docs', file), 'utf8') === text, `docs/${file}: npm run generate`).toBe(
        true,
      );
    }
  });

  it('covers every function that can be called', () => {
    const listed = new Set(lines.map(({ name }) => name));
    expect(functions.names().filter((name) => /^\w+$/.test(name) && !listed.has(name))).toEqual([]);
  });

  it('says why a word is refused', () => {
    expect(lines.filter(({ status, reason }) => status === 'refused' && reason === '')).toEqual([]);
  });

  it('names no difference of a word that is not there', () => {
    expect(Object.keys(divergences).filter((name) => !lines.some((line) => line.name === name && line.status === 'divergent'))).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { microsoftAccepts, microsoftInstalled } from './microsoft.ts';
import { refusedForSyntax } from './trees.ts';

interface Verdict {
  readonly section: string;
  readonly accepted: boolean;
  readonly text: string;
}

function readVerdicts(): Verdict[] {
  const verdicts: Verdict[] = [];
  let section = '';
  for (const line of readFileSync(join(import.meta.dirname, 'verdicts.txt'), 'utf8').split('\n')) {
    if (line.startsWith('# ')) section = line.slice(2);
    else if (line !== '') verdicts.push({ section, accepted: line[0] === '+', text: line.slice(2).replaceAll('\\n', '\n') });
  }
  return verdicts;
}

const verdicts = readVerdicts();

describe('texts that the language takes, and texts that it does not', () => {
  for (const section of new Set(verdicts.map((verdict) => verdict.section))) {
    it(section, () => {
      const cases = verdicts.filter((verdict) => verdict.section === section);
      const wrong = cases.filter(({ text, accepted }) => refusedForSyntax(text) === accepted);
      expect(wrong).toEqual([]);
    });
  }
});

// the list itself is held to the judge of syntax
describe.skipIf(!microsoftInstalled)("Microsoft's parser", () => {
  it('gives the same verdicts', () => {
    expect(verdicts.filter(({ text, accepted }) => microsoftAccepts(text) !== accepted)).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../src/query.ts';
import { stageAt, stagesOf } from '../../src/rules/stages.ts';

const stagesIn = (text: string): string[] => stagesOf(parseQuery(text).query).map(({ id, operator }) => `${id} ${operator}`);

describe('the stages of a query', () => {
  it('are the source and the operators of the main pipe', () => {
    expect(stagesIn('T | where a > 1 | summarize count() by a | top 3 by count_')).toEqual(['1 source', '2 where', '3 summarize', '4 top']);
  });

  it('have what is inside them after their own number, counted on from pipe to pipe', () => {
    expect(stagesIn('T | join kind=inner (U | where a > 1) on a')).toEqual(['1 source', '2 join', '2.1 source', '2.2 where']);
    expect(stagesIn('T | join U on a')).toEqual(['1 source', '2 join', '2.1 source']);
    expect(stagesIn('union A, (B | take 1), (C | count)')).toEqual([
      '1 union',
      '1.1 source',
      '1.2 source',
      '1.3 take',
      '1.4 source',
      '1.5 count',
    ]);
    expect(stagesIn('T | where a in (U | project a) or b in (V | where c | project b)')).toEqual([
      '1 source',
      '2 where',
      '2.1 source',
      '2.2 project',
      '2.3 source',
      '2.4 where',
      '2.5 project',
    ]);
    expect(stagesIn('(T | where a) | mv-apply x = b on (where x > 1 | take 1)')).toEqual([
      '1 source',
      '1.1 source',
      '1.2 where',
      '2 mv-apply',
      '2.1 where',
      '2.2 take',
    ]);
  });

  it('of a let are named after it', () => {
    expect(
      stagesIn('let f = (T:(*)) { let g = U | count; T | where a }; let n = 5; let m = toscalar(V | count); W | invoke f() | take n'),
    ).toEqual(['f.g.1 source', 'f.g.2 count', 'f.1 source', 'f.2 where', 'm.1 source', 'm.2 count', '1 source', '2 invoke', '3 take']);
  });

  it('of the Defender rule are source, four times where, summarize, twice where, join', () => {
    const text = readFileSync(path.resolve(import.meta.dirname, '../../corpus/seed/mde.kql'), 'utf8');
    expect(stagesIn(text).filter((stage) => !stage.startsWith('9.'))).toEqual([
      '1 source',
      '2 where',
      '3 where',
      '4 where',
      '5 where',
      '6 summarize',
      '7 where',
      '8 where',
      '9 join',
    ]);
    expect(stagesIn(text)).toContain('9.3 where');
  });

  it('are found by a place in the text, the innermost first', () => {
    const text = 'T | join kind=inner (U | where a > 1) on a';
    const stages = stagesOf(parseQuery(text).query);
    expect(stageAt(stages, text.indexOf('a > 1'))?.id).toBe('2.2');
    expect(stageAt(stages, text.indexOf('on a'))?.id).toBe('2');
  });
});

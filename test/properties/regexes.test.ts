import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { compileMachine } from '../../src/functions/lib/regex-machine.ts';
import { parseRegex } from '../../src/functions/lib/regex-syntax.ts';
import { answer, wholeSource } from './sources.ts';

/**
 * The functions that take a regex against re2js itself, which gets the pattern as it is written: over ASCII texts, the dialect of Kusto and that
 * of RE2 mean the same in these patterns (manual: regex). What engine of ours answers, and whether re2js has been loaded yet, does not matter.
 */

const atom = fc.constantFrom(
  ...'aabb01 _-',
  '.',
  '.',
  '\\d',
  '\\w',
  '\\W',
  '\\s',
  '\\S',
  '[ab]',
  '[^a]',
  '[a-c0-1]',
  '[^\\d\\s]',
  '[[:alpha:]]',
  '\\.',
  '\\n',
);
const assertion = fc.constantFrom('^', '$', '\\b', '\\B', '\\A', '\\z');
const quantifier = fc
  .tuple(fc.constantFrom('*', '+', '?', '{2}', '{0,2}', '{1,3}', '{2,}', '{0}'), fc.constantFrom('', '', '?'))
  .map((parts) => parts.join(''));

const pattern: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('', '', '', '(?i)', '(?s)', '(?m)', '(?is)', '(?U)'),
    fc.letrec<{ any: string; item: string; repeated: string }>((tie) => ({
      any: fc.oneof(
        { weight: 4, arbitrary: fc.array(tie('item'), { maxLength: 4 }).map((items) => items.join('')) },
        { weight: 1, arbitrary: fc.array(tie('item'), { minLength: 2, maxLength: 3 }).map((items) => `(?:${items.join('|')})`) },
      ),
      item: fc.oneof(
        { maxDepth: 4, depthIdentifier: 'regex' },
        { weight: 4, arbitrary: atom },
        { weight: 1, arbitrary: assertion },
        { weight: 2, arbitrary: fc.tuple(atom, quantifier).map((parts) => parts.join('')) },
        { weight: 2, arbitrary: tie('any').map((inner) => `(${inner})`) },
        { weight: 2, arbitrary: tie('repeated') },
        { weight: 1, arbitrary: fc.array(tie('any'), { minLength: 2, maxLength: 3 }).map((options) => `(${options.join('|')})`) },
      ),
      repeated: fc.tuple(tie('any'), fc.constantFrom('(', '(?:'), quantifier).map(([inner, open, times]) => `${open}${inner})${times}`),
    })).any,
  )
  .map((parts) => parts.join(''))
  .filter((text) => (text.match(/\((?!\?)/g) ?? []).length <= 9);

const text = fc.string({ unit: fc.constantFrom('a', 'a', 'b', 'A', '0', '1', ' ', '_', '-', '.', '\n', 'c'), maxLength: 12 });

/** All matches from left to right, without empty ones directly behind another; undefined stands for a group that took no part. */
function matchesOf(regex: RE2JS, subject: string): (string | undefined)[][] {
  const matcher = regex.matcher(subject);
  const found: (string | undefined)[][] = [];
  let lastEnd = -1;
  while (matcher.find()) {
    const empty = matcher.start() === matcher.end();
    if (!empty || matcher.start() !== lastEnd) {
      found.push(Array.from({ length: regex.groupCount() + 1 }, (_, group) => matcher.group(group) ?? undefined));
      lastEnd = matcher.end();
    }
  }
  return found;
}

function replaced(regex: RE2JS, subject: string, rewrite: (groups: readonly (string | undefined)[]) => string): string {
  const matcher = regex.matcher(subject);
  let result = '';
  let copied = 0;
  let lastEnd = -1;
  while (matcher.find()) {
    if (matcher.start() === matcher.end() && matcher.start() === lastEnd) continue;
    result += subject.slice(copied, matcher.start());
    result += rewrite(Array.from({ length: regex.groupCount() + 1 }, (_, group) => matcher.group(group) ?? undefined));
    copied = lastEnd = matcher.end();
  }
  return result + subject.slice(copied);
}

describe('regexes give what re2js gives', () => {
  it('in matches regex, extract, extract_all, replace_regex and countof', async () => {
    await fc.assert(
      fc.asyncProperty(pattern, fc.array(text, { minLength: 1, maxLength: 6 }), async (source, texts) => {
        const regex = RE2JS.compile(source);
        const groups = regex.groupCount();
        const last = Math.min(groups, 9);
        const literal = `@'${source}'`;
        const query = `T | project s matches regex ${literal}, extract(${literal}, 0, s), extract(${literal}, ${last}, s), replace_regex(s, ${literal}, @'<\\0|\\${last}>'), countof(s, ${literal}, 'regex')${
          groups > 0 ? `, extract_all(${literal}, s)` : ''
        }`;
        const T = wholeSource({ schema: { columns: [{ name: 's', type: 'string' }] }, rows: texts.map((each) => [each]) });
        const { rows } = await answer(query, { T });
        const expected = texts.map((subject) => {
          const all = matchesOf(regex, subject);
          const lists = all.map((each) => each.slice(1).map((group) => group ?? ''));
          return [
            all.length > 0,
            all[0]?.[0] ?? '',
            all[0]?.[last] ?? '',
            replaced(regex, subject, (found) => `<${found[0]}|${found[last] ?? ''}>`),
            all.length,
            ...(groups > 0 ? [all.length === 0 ? null : groups === 1 ? lists.map(([only]) => only) : lists] : []),
          ];
        });
        expect(rows, `${source} over ${JSON.stringify(texts)}`).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('on our own machine', () => {
    fc.assert(
      fc.property(pattern, text, (source, subject) => {
        const regex = RE2JS.compile(source);
        const parsed = parseRegex(source);
        if ('error' in parsed) throw new Error(`${source}: ${parsed.error}`);
        const matcher = regex.matcher(subject);
        const expected = matcher.find()
          ? Array.from({ length: 2 * (regex.groupCount() + 1) }, (_, i) => (i % 2 === 0 ? matcher.start(i >> 1) : matcher.end(i >> 1)))
          : null;
        const found = compileMachine(parsed).search(subject, 0, true);
        expect(found && [...found], `${source} over ${JSON.stringify(subject)}`).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a regex takes time in proportion to the text', () => {
  const nasty: readonly (readonly [pattern: string, piece: string])[] = [
    ['(a+)+$', 'a'],
    ['(a|a)*b', 'a'],
    ['(a|ab|b)*c$', 'ab'],
    ['(a?){30}a{30}$', 'a'],
    ['^(.*a){12}$', 'a'],
    ['(.*a){12}c', 'a'],
    ['(.*)(.*)(.*)(.*)x', 'a'],
    ['(a*)*$', 'a'],
    ['((a*)b?)*c', 'ab'],
    ['(\\w+\\s*)+:', 'ab '],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'],
    ['(.+,)+(.+;)+x', 'a,b;'],
    ['(a|b|ab)*?c', 'ab'],
    ['(?i)(A+)+b$', 'aA'],
    ['^(a|aa)+$', 'a'],
    ['(x+x+)+y', 'x'],
    ['(\\d+)*[^\\d]z', '1'],
    ['^(([^a]|a)*)*z', 'ab'],
    ['(a{1,20}){1,20}b', 'a'],
    ['(\\S+@)+\\S+\\.com$', 'a@'],
    ['.*.*.*=.*', 'a'],
    ['(\\s|\\s+)*x', ' '],
    ['(?s)(.*\\n)*\\z.', 'a\n'],
    ['(\\b\\w+\\b\\W*)+#', 'ab '],
  ];

  it.each(nasty)('%s', async (source, piece) => {
    const timed = async (length: number): Promise<number> => {
      const subject = `${piece.repeat(Math.ceil(length / piece.length))}!`;
      const T = wholeSource({ schema: { columns: [{ name: 's', type: 'string' }] }, rows: [[subject]] });
      let best = Number.POSITIVE_INFINITY;
      for (let i = 0; i < 3; i++) {
        const started = performance.now();
        const { rows } = await answer(`T | project s matches regex @'${source}', extract(@'${source}', 1, s)`, { T });
        best = Math.min(best, performance.now() - started);
        expect(rows.length).toBe(1);
      }
      return best;
    };
    await timed(100);
    const [once, twice] = [await timed(15_000), await timed(30_000)];
    // the square of the length would be four times, and 2^30 steps never end
    expect(twice).toBeLessThan(3 * once + 100);
  });

  it('of any pattern', async () => {
    let slowest = 0;
    await fc.assert(
      fc.asyncProperty(pattern, fc.constantFrom('a', 'ab', 'aab ', '01', 'a_b-', 'a\n'), async (source, piece) => {
        const subject = `${piece.repeat(Math.ceil(8000 / piece.length))}!`;
        const T = wholeSource({ schema: { columns: [{ name: 's', type: 'string' }] }, rows: [[subject]] });
        const literal = `@'${source}'`;
        const started = performance.now();
        await answer(`T | project s matches regex ${literal}, strlen(extract(${literal}, 0, s)), countof(s, ${literal}, 'regex')`, { T });
        slowest = Math.max(slowest, performance.now() - started);
      }),
      { numRuns: 300 },
    );
    // linear, these take milliseconds; the square of 8,000 times the states of a pattern would take minutes
    expect(slowest).toBeLessThan(10_000);
  });
});

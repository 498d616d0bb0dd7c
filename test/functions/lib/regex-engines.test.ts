import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { isAscii } from '../../../src/data/text.ts';
import { type CodePointSet, hasCodePoint } from '../../../src/functions/lib/code-point-set.ts';
import { compileJavaScript } from '../../../src/functions/lib/regex-javascript.ts';
import { compileMachine } from '../../../src/functions/lib/regex-machine.ts';
import { toRe2 } from '../../../src/functions/lib/regex-print.ts';
import { planBacktracking } from '../../../src/functions/lib/regex-safety.ts';
import { expandedSize, hasUnicodeBorders } from '../../../src/functions/lib/regex-shape.ts';
import { parseRegex, type RegexTree } from '../../../src/functions/lib/regex-syntax.ts';

function treeOf(pattern: string): RegexTree {
  const tree = parseRegex(pattern);
  if ('error' in tree) throw new Error(`${pattern}: ${tree.error}`);
  return tree;
}

/** Bounds by our own machine: what the other engines must agree with. */
function byMachine(tree: RegexTree, text: string, from: number): number[] | null {
  const bounds = compileMachine(tree).search(text, from, true);
  return bounds && Array.from(bounds);
}

/** Bounds by JavaScript's engine; undefined where it is not given the regex or the text. */
function byJavaScript(tree: RegexTree, text: string, from: number): number[] | null | undefined {
  const regex = compileJavaScript(tree.root);
  if (!regex?.takes(text)) return undefined;
  const found = regex.search(text, from, true);
  const plain = regex.search(text, from, false);
  expect(plain?.index).toBe(found?.index);
  if (from === 0) expect(regex.test(text)).toBe(found !== null);
  return found?.indices?.flatMap((bounds) => bounds ?? [-1, -1]) ?? null;
}

function byRe2(tree: RegexTree, text: string, from: number): number[] | null | undefined {
  const pattern = toRe2(tree.root);
  if (pattern === null || (hasUnicodeBorders(tree.root) && !isAscii(text))) return undefined;
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
  const matcher = compiled.matcher(text);
  const found = matcher.find(from);
  if (from === 0) expect(compiled.test(text)).toBe(found);
  if (!found) return null;
  return Array.from({ length: tree.groupCount + 1 }, (_, group) => [matcher.start(group), matcher.end(group)]).flat();
}

const classes = [
  'a',
  'b',
  'c',
  '.',
  '[ab]',
  '[^a]',
  '\\d',
  '\\w',
  '\\W',
  '\\s',
  '1',
  '-',
  '[a-c&&[^b]]',
  '(?i:k)',
  '(?i:[^k])',
  'é',
  '😀',
  '\\pL',
  '(?s:.)',
  '\\n',
];
const assertions = ['^', '$', '\\b', '\\B', '\\A', '\\z', '(?m:^)', '(?m:$)', '(?-u:\\b)', '\\b{start}', '\\b{end-half}'];
const quantifiers = ['*', '+', '?', '*?', '+?', '??', '{2}', '{0,2}', '{1,}', '{2,3}?', '{13,}', '{0,20}', '{0}'];

const anyPattern = fc.letrec<{ pattern: string; item: string; atom: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie('item'),
    fc.array(tie('item'), { minLength: 0, maxLength: 4 }).map((items) => items.join('')),
  ),
  item: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie('atom'),
    fc.tuple(tie('atom'), fc.constantFrom(...quantifiers)).map(([atom, quantifier]) => `${atom}${quantifier}`),
    fc.constantFrom(...assertions),
  ),
  atom: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(...classes),
    tie('pattern').map((pattern) => `(${pattern})`),
    tie('pattern').map((pattern) => `(?:${pattern})`),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(?:${a}|${b})`),
  ),
})).pattern;

const anyText = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'k', 'K', '1', '-', ' ', '\n', 'é', '😀', '\u212a', '_'), maxLength: 14 });
const asciiText = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'k', '1', '-', ' ', '\n', '_'), maxLength: 20 });

describe('all engines give the same matches and captures', () => {
  test('RE2 and our own machine', () => {
    fc.assert(
      fc.property(anyPattern, fc.oneof(anyText, asciiText), fc.nat(3), (pattern, text, from) => {
        const tree = treeOf(pattern);
        // nested counts make a few patterns very large, and RE2 slow to compile them
        if (expandedSize(tree.root) > 2000) return;
        const start = from <= text.length && !/^[\udc00-\udfff]/.test(text.slice(from)) ? from : 0;
        const re2 = byRe2(tree, text, start);
        if (re2 !== undefined) expect(re2).toEqual(byMachine(tree, text, start));
      }),
      { numRuns: 6000 },
    );
  }, 300_000);

  test('JavaScript, wherever it is found safe, and our own machine', () => {
    let safe = 0;
    fc.assert(
      fc.property(anyPattern, fc.oneof(anyText, asciiText), fc.nat(3), (pattern, text, from) => {
        const tree = treeOf(pattern);
        const start = from <= text.length && !/^[\udc00-\udfff]/.test(text.slice(from)) ? from : 0;
        const found = byJavaScript(tree, text, start);
        if (found === undefined) return;
        safe++;
        expect(found).toEqual(byMachine(tree, text, start));
      }),
      { numRuns: 20_000 },
    );
    expect(safe).toBeGreaterThan(5000);
  }, 300_000);
});

/** How often a backtracking search looks at a node of the tree before it has searched the whole text, or `limit` when it is more. */
function backtrackingSteps(tree: RegexTree, text: string, skipped: CodePointSet | undefined, limit: number): number {
  let steps = 0;
  type Next = (at: number) => boolean;
  const run = (node: RegexTree['root'], at: number, next: Next): boolean => {
    if (++steps > limit) throw new Error('limit');
    switch (node.kind) {
      case 'set': {
        const code = text.codePointAt(at);
        if (code === undefined) return false;
        let inside = false;
        for (let i = 0; i < node.set.length; i += 2) inside ||= code >= node.set[i] && code <= node.set[i + 1];
        return inside && next(at + (code > 0xffff ? 2 : 1));
      }
      case 'assertion':
        return assertionHolds(node.assertion, text, at) && next(at);
      case 'group':
        return run(node.item, at, next);
      case 'sequence': {
        const from =
          (index: number): Next =>
          (here) =>
            index === node.items.length ? next(here) : run(node.items[index], here, from(index + 1));
        return from(0)(at);
      }
      case 'choice':
        return node.options.some((option) => run(option, at, next));
      case 'repeat': {
        const round =
          (count: number): Next =>
          (here) => {
            const more = () => count < node.max && run(node.item, here, (after) => after > here && round(count + 1)(after));
            if (count < node.min) return run(node.item, here, round(count + 1));
            return node.greedy ? more() || next(here) : next(here) || more();
          };
        return round(0)(at);
      }
    }
  };
  try {
    for (let at = 0; at <= text.length; at++) {
      if (at > 0 && skipped && hasCodePoint(skipped, text.charCodeAt(at - 1))) continue;
      if (run(tree.root, at, () => true)) break;
    }
  } catch {
    return limit;
  }
  return steps;
}

function assertionHolds(assertion: string, text: string, at: number): boolean {
  if (assertion === 'textStart') return at === 0;
  if (assertion === 'textEnd') return at === text.length;
  if (assertion === 'lineStart') return at === 0 || text[at - 1] === '\n';
  if (assertion === 'lineEnd') return at === text.length || text[at] === '\n';
  const word = (index: number) => index >= 0 && index < text.length && /\w/.test(text[index]);
  return /no/i.test(assertion) ? word(at - 1) === word(at) : word(at - 1) !== word(at);
}

describe('planBacktracking', () => {
  test.each([
    ['abc', 'linear'],
    ['a|b|cd', 'linear'],
    ['[a-z][0-9]', 'linear'],
    ['\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}', 'linear'],
    ['[a-f0-9]{8}-[a-f0-9]{4}', 'linear'],
    ['src=([^ ]+)', 'linear'],
    ['user=(\\w+)', 'linear'],
    ['\\d+', 'linear'],
    ['^\\d+-\\w+$', 'linear'],
    ['^([^_]+)_', 'linear'],
    ['(mimikatz|sekurlsa|lsadump)', 'linear'],
    ['(?i)powershell', 'linear'],
    ['reason=(.*?);', 'quadratic'],
    ['powershell.*-enc', 'quadratic'],
    ['(\\d+)-(\\d+)', 'linear'],
    ['^(.+)\\\\(.+)$', 'quadratic'],
    ['\\s+$', 'linear'],
    ['.*impersonating.*', 'linear'],
    ['[^=]+=x', 'linear'],
    ['(.*)x', 'linear'],
    ['.*a.*b', 'quadratic'],
    ['a.*b.*c', 'unsafe'],
    ['(a+)+$', 'unsafe'],
    ['(a|a)*b', 'unsafe'],
    ['(?:\\d*\\w)+-', 'unsafe'],
    ['(?:a?){20}b', 'unsafe'],
    ['a?a?a?a?a?a?a?aaaaaaaab', 'unsafe'],
    ['(\\S*\\s*)*', 'unsafe'],
    ['((a)|b)*c', 'unsafe'],
    ['(?:k{13,}|a){13,}', 'unsafe'],
  ])('of %s is %s', (pattern, cost) => {
    expect(planBacktracking(treeOf(pattern).root).cost).toBe(cost);
  });

  test('bounds the steps of a backtracking search', () => {
    const repeated = fc.tuple(
      fc.constantFrom('a', 'b', 'ab', '1', 'a1', '-', 'k', ' ', 'a-', '1-'),
      fc.constantFrom('', 'b', '\n', '-', 'c'),
      fc.constantFrom('', 'a', '1', 'b'),
    );
    fc.assert(
      fc.property(anyPattern, repeated, (pattern, [unit, tail, head]) => {
        const tree = treeOf(pattern);
        const { cost, skipped } = planBacktracking(tree.root);
        if (cost === 'unsafe') return;
        const power = cost === 'linear' ? 1 : 2;
        const steps = (length: number) => backtrackingSteps(tree, head + unit.repeat(length) + tail, skipped, 3_000_000);
        // growth from 40 to 80 rounds, beside what a bounded part adds
        const [short, long] = [steps(40), steps(80)];
        expect(long).toBeLessThanOrEqual(2.2 ** power * short + 20_000);
      }),
      { numRuns: 3000 },
    );
  }, 300_000);
});

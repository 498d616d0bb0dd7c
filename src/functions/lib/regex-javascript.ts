import { hasSurrogates, isAscii } from '../../data/text.ts';
import { notBehind, toJavaScript } from './regex-print.ts';
import { planBacktracking, type RegexCost } from './regex-safety.ts';
import { hasUnicodeBorders, isNullable } from './regex-shape.ts';
import type { RegexNode } from './regex-syntax.ts';

/**
 * A regex on JavaScript's own engine: by far the fastest there is, but it backtracks. It takes only what `planBacktracking` shows to be
 * harmless. What may cost the square of the length is kept in bounds twice: by a limit for the text, and by an account of the time above
 * a length where it matters. A regex that has used more than its allowance is only given short texts any more, so that any amount of text
 * takes time in proportion to the amount.
 */
export interface JavaScriptRegex {
  readonly cost: RegexCost;
  /** Whether this text may be given to `test`, `search` and `replace`. */
  takes(text: string): boolean;
  test(text: string): boolean;
  /** The first match at or after an offset; with `indices` it has the offsets of its groups. */
  search(text: string, from: number, indices: boolean): RegExpExecArray | null;
  /** The text with all matches replaced by a template of JavaScript, in one call; undefined where that would not be the same. */
  replace(text: string, template: string): string | undefined;
}

/** Longer texts of a linear regex would fill the engine's stack for backtracking. */
const maxLinearLength = 1 << 20;
/** Of a quadratic one: up to here without account, up to there with. */
const freeLength = 256;
const maxQuadraticLength = 4096;
/** Milliseconds that a character may take, about what an automaton needs; and how much may be owed. A pause of the machine is soon paid back. */
const allowance = 1e-4;
const maxDebt = 20;

/** Undefined when the regex is not harmless, or too large for the engine. */
export function compileJavaScript(root: RegexNode): JavaScriptRegex | undefined {
  const { cost, skipped } = planBacktracking(root);
  if (cost === 'unsafe') return undefined;
  const guard = skipped === undefined ? '' : notBehind(skipped);
  const any = compileVariant(toJavaScript(root), guard);
  const ascii = hasUnicodeBorders(root) ? compileVariant(toJavaScript(root, 'ascii'), guard) : undefined;
  if (any === undefined) return undefined;

  const variantFor = (text: string): Variant => (ascii !== undefined && isAscii(text) ? ascii : any);
  const nullable = isNullable(root);
  const isCounted = (text: string) => cost === 'quadratic' && text.length > freeLength;
  let debt = 0;
  const account = (started: number, characters: number) => {
    debt = Math.max(0, debt + performance.now() - started - characters * allowance);
  };

  const find = (variant: Variant, text: string, from: number, indices: boolean): RegExpExecArray | null => {
    if (guard !== '' && from > 0) {
      const here = indices ? variant.hereIndexed() : variant.here();
      here.lastIndex = from;
      const found = here.exec(text);
      if (found !== null) return found;
    }
    const searcher = indices ? variant.indexed() : variant.searcher;
    searcher.lastIndex = from;
    return searcher.exec(text);
  };

  return {
    cost,
    takes: (text) => {
      // V8 finds an empty match between the halves of a character too
      if (nullable && hasSurrogates(text)) return false;
      return text.length <= (cost === 'linear' ? maxLinearLength : debt > maxDebt ? freeLength : maxQuadraticLength);
    },
    test: (text) => {
      const { tester } = variantFor(text);
      if (!isCounted(text)) return tester.test(text);
      const started = performance.now();
      const found = tester.test(text);
      account(started, text.length);
      return found;
    },
    search: (text, from, indices) => {
      const variant = variantFor(text);
      if (!isCounted(text)) return find(variant, text, from, indices);
      const started = performance.now();
      const found = find(variant, text, from, indices);
      account(started, (found === null ? text.length : found.index + found[0].length) - from);
      return found;
    },
    replace: (text, template) =>
      nullable || guard !== '' || isCounted(text) ? undefined : text.replace(variantFor(text).searcher, template),
  };
}

/** The same pattern with the flags that it is used with; the guard is not on the ones that match at one place only. */
interface Variant {
  readonly tester: RegExp;
  readonly searcher: RegExp;
  readonly indexed: () => RegExp;
  readonly here: () => RegExp;
  readonly hereIndexed: () => RegExp;
}

const maxSourceLength = 100_000;

function compileVariant(pattern: string, guard: string): Variant | undefined {
  if (pattern.length > maxSourceLength) return undefined;
  const source = guard === '' ? pattern : `${guard}(?:${pattern})`;
  try {
    const tester = new RegExp(source, 'u');
    // a regex that is too large for the engine says so when it first runs
    tester.test('');
    return {
      tester,
      searcher: new RegExp(source, 'gu'),
      indexed: once(() => new RegExp(source, 'dgu')),
      here: once(() => new RegExp(pattern, 'yu')),
      hereIndexed: once(() => new RegExp(pattern, 'dyu')),
    };
  } catch {
    return undefined;
  }
}

function once(make: () => RegExp): () => RegExp {
  let made: RegExp | undefined;
  return () => (made ??= make());
}

import { equalsIgnoreCase } from '../../data/text.ts';
import { type CallError, type CallSite, type ScalarFunction, scalar } from '../define.ts';
import { compileRegex, maxMatchesRegexGroups, type Regex } from '../lib/regex.ts';
import { regexError } from '../lib/regex-argument.ts';
import { compileMatcher, type Matcher, type TextOperator } from '../lib/terms.ts';

/**
 * The string operators: has, contains, startswith … and their negations, =~, matches regex, like. The binder has turned both operands to
 * text. A needle that is a constant is made ready once. Manual page datatypes-string-operators.
 */
const textOperators: readonly TextOperator[] = [
  'has',
  'has_cs',
  'hasprefix',
  'hasprefix_cs',
  'hassuffix',
  'hassuffix_cs',
  'contains',
  'contains_cs',
  'startswith',
  'startswith_cs',
  'endswith',
  'endswith_cs',
];

export const textOperatorFunctions: readonly ScalarFunction[] = [
  ...textOperators.flatMap((operator) => [textOperator(operator, operator, false), textOperator(`!${operator}`, operator, true)]),
  equality('=~', false),
  equality('!~', true),
  ...(['like', 'like_cs'] as const).flatMap((operator) => [
    like(operator, operator === 'like_cs', false),
    like(`!${operator}`, operator === 'like_cs', true),
  ]),
  scalar({
    signature: 'matches regex(text: string, regex: string): bool',
    doc: 'Whether the regular expression matches somewhere in the text.',
    prepare: (site) => {
      const [, constant] = site.constants;
      if (typeof constant !== 'string') return (text, pattern) => regexTest(pattern)?.(text) ?? null;
      const compiled = compileTest(constant);
      return 'error' in compiled ? compiled : (text) => compiled.ok.test(text);
    },
  }),
];

/** A pattern that is no constant and no regular expression matches nothing: data never throws. */
function regexTest(pattern: string): ((text: string) => boolean) | undefined {
  const compiled = compileTest(pattern);
  return 'ok' in compiled ? (text) => compiled.ok.test(text) : undefined;
}

function compileTest(pattern: string): { readonly ok: Regex } | CallError {
  const compiled = compileRegex(pattern);
  if (!('ok' in compiled)) return regexError(compiled, 1);
  if (compiled.ok.groupCount > maxMatchesRegexGroups) {
    return {
      error: `\`matches regex\` takes at most ${maxMatchesRegexGroups} groups, this regular expression has ${compiled.ok.groupCount}`,
      argument: 1,
    };
  }
  return compiled;
}

function textOperator(name: string, operator: TextOperator, negated: boolean): ScalarFunction {
  return scalar({
    signature: `${name}(text: string, needle: string): bool` as 'has(text: string, needle: string): bool',
    doc: `Whether the text ${negated ? 'does not pass' : 'passes'} \`${operator}\`.`,
    prepare: (site) => {
      const matcherFor = matcherSource(operator, site);
      return negated ? (text, needle) => !matcherFor(needle)(text) : (text, needle) => matcherFor(needle)(text);
    },
  });
}

/** The matcher of a needle: made once for a constant, else kept while the needle stays the same. */
function matcherSource(operator: TextOperator, { constants: [, constant] }: CallSite): (needle: string) => Matcher {
  if (typeof constant === 'string') {
    const matcher = compileMatcher(operator, constant);
    return () => matcher;
  }
  let lastNeedle: string | undefined;
  let last: Matcher | undefined;
  return (needle) => {
    if (last === undefined || needle !== lastNeedle) {
      last = compileMatcher(operator, needle);
      lastNeedle = needle;
    }
    return last;
  };
}

function equality(name: '=~' | '!~', negated: boolean): ScalarFunction {
  return scalar({
    signature: `${name}(left: string, right: string): bool` as '=~(left: string, right: string): bool',
    doc: `Whether the texts are ${negated ? 'different' : 'the same'}, case aside.`,
    row: (left, right) => equalsIgnoreCase(left, right) !== negated,
  });
}

/** The old like: `*` stands for any text, the pattern for the whole value. */
function like(name: string, sensitive: boolean, negated: boolean): ScalarFunction {
  return scalar({
    signature: `${name}(text: string, pattern: string): bool` as 'like(text: string, pattern: string): bool',
    doc: 'Whether the whole text fits a pattern in which * stands for anything.',
    row: (text, pattern) => fitsPattern(text, pattern, sensitive) !== negated,
  });
}

/** Greedy matching of the parts between stars from left to right, the last one at the end: linear in the text a part. */
function fitsPattern(text: string, pattern: string, sensitive: boolean): boolean {
  const parts = pattern.split('*');
  const is = (part: string, at: number): boolean => {
    const piece = text.slice(at, at + part.length);
    return sensitive ? piece === part : equalsIgnoreCase(piece, part);
  };
  if (parts.length === 1) return text.length === pattern.length && is(pattern, 0);
  const [first] = parts;
  const last = parts[parts.length - 1];
  const end = text.length - last.length;
  if (end < first.length || !is(first, 0) || !is(last, end)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    while (at + part.length <= end && !is(part, at)) at++;
    if (at + part.length > end) return false;
    at += part.length;
  }
  return true;
}

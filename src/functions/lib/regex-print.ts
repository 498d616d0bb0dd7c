import { type CodePointSet, complementOf, fullSet, propertyClass } from './code-point-set.ts';
import { type Assertion, type RegexNode, wordSet } from './regex-syntax.ts';

/** Prints the tree of a regex for the engines that run it; classes are spelled out as ranges, so no engine's own idea of a class matters. */

/**
 * A pattern for a JavaScript RegExp with the flag u and without i, m and s. Loops of what can be empty mean something else in JavaScript and must
 * not be in the tree. For ASCII texts JavaScript's own borders are right, and thirty times as fast as what stands for Unicode's.
 */
export function toJavaScript(node: RegexNode, texts: 'any' | 'ascii' = 'any'): string {
  return print(node, { set: javaScriptSet, assertion: texts === 'any' ? javaScriptAssertion : asciiAssertion });
}

/** What in front of such a pattern keeps it from starting behind a character of a set. */
export function notBehind(set: CodePointSet): string {
  return `(?<!${javaScriptSet(set)})`;
}

/** A pattern in the syntax of RE2 for re2js. Its \b knows ASCII only: right for ASCII texts. Null when the tree asks for more than it has. */
export function toRe2(node: RegexNode): string | null {
  let known = true;
  const pattern = print(node, {
    set: (set) => printSet(set, '(?s:.)', '[^\\x{0}-\\x{10ffff}]', (code) => `\\x{${code.toString(16)}}`),
    assertion: (assertion) => {
      const printed = re2Assertions.get(assertion);
      known &&= printed !== undefined;
      return printed ?? '';
    },
  });
  return known ? pattern : null;
}

interface Syntax {
  readonly set: (set: CodePointSet) => string;
  readonly assertion: (assertion: Assertion) => string;
}

function print(node: RegexNode, syntax: Syntax): string {
  switch (node.kind) {
    case 'set':
      return syntax.set(node.set);
    case 'assertion':
      return syntax.assertion(node.assertion);
    case 'sequence':
      return node.items.map((item) => (item.kind === 'choice' ? `(?:${print(item, syntax)})` : print(item, syntax))).join('');
    case 'choice':
      return node.options.map((option) => print(option, syntax)).join('|');
    case 'group':
      return `(${print(node.item, syntax)})`;
    case 'repeat': {
      const item = print(node.item, syntax);
      const atom = node.item.kind === 'set' || node.item.kind === 'group' ? item : `(?:${item})`;
      return `${atom}${quantifier(node.min, node.max)}${node.greedy ? '' : '?'}`;
    }
  }
}

function quantifier(min: number, max: number): string {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  if (min === 0 && max === 1) return '?';
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

function printSet(set: CodePointSet, full: string, empty: string, spell: (code: number) => string): string {
  if (set.length === 0) return empty;
  if (set.length === 2 && set[0] === fullSet[0] && set[1] === fullSet[1]) return full;
  const shown = (code: number) =>
    /[0-9A-Za-z]/.test(String.fromCharCode(code & 0x7f)) && code < 0x80 ? String.fromCharCode(code) : spell(code);
  if (set.length === 2 && set[0] === set[1]) return shown(set[0]);
  const complement = complementOf(set);
  const [negation, ranges] = complement.length < set.length ? ['^', complement] : ['', set];
  let inside = '';
  for (let i = 0; i < ranges.length; i += 2)
    inside += ranges[i] === ranges[i + 1] ? shown(ranges[i]) : `${shown(ranges[i])}-${shown(ranges[i + 1])}`;
  return `[${negation}${inside}]`;
}

const re2Assertions = new Map<Assertion, string>([
  ['textStart', '\\A'],
  ['textEnd', '\\z'],
  ['lineStart', '(?m:^)'],
  ['lineEnd', '(?m:$)'],
  ['wordBorder', '\\b'],
  ['noWordBorder', '\\B'],
  ['asciiWordBorder', '\\b'],
  ['asciiNoWordBorder', '\\B'],
]);

function javaScriptSet(set: CodePointSet): string {
  return propertyClass(set) ?? printSet(set, '[^]', '[]', (code) => `\\u{${code.toString(16)}}`);
}

function asciiAssertion(assertion: Assertion): string {
  switch (assertion) {
    case 'wordBorder':
      return '\\b';
    case 'noWordBorder':
      return '\\B';
    case 'wordStart':
      return '\\b(?=\\w)';
    case 'wordEnd':
      return '\\b(?<=\\w)';
    case 'wordStartHalf':
      return '(?<!\\w)';
    case 'wordEndHalf':
      return '(?!\\w)';
    default:
      return javaScriptAssertion(assertion);
  }
}

function javaScriptAssertion(assertion: Assertion): string {
  switch (assertion) {
    case 'textStart':
      return '^';
    case 'textEnd':
      return '$';
    case 'lineStart':
      return '(?<![^\\n])';
    case 'lineEnd':
      return '(?![^\\n])';
    case 'asciiWordBorder':
      return '\\b';
    case 'asciiNoWordBorder':
      return '\\B';
  }
  const word = javaScriptSet(wordSet());
  const [before, notBefore, after, notAfter] = [`(?<=${word})`, `(?<!${word})`, `(?=${word})`, `(?!${word})`];
  switch (assertion) {
    case 'wordBorder':
      return `(?:${before}${notAfter}|${notBefore}${after})`;
    case 'noWordBorder':
      return `(?:${before}${after}|${notBefore}${notAfter})`;
    case 'wordStart':
      return notBefore + after;
    case 'wordEnd':
      return before + notAfter;
    case 'wordStartHalf':
      return notBefore;
    case 'wordEndHalf':
      return notAfter;
  }
}

import { foldCase, foldUnit, hasSurrogates, isTermAt, isTermBefore } from '../../data/text.ts';

/** The string operators that look for one needle; their negations are the negated answer. `_cs` keeps case apart, the others fold it. */
export type TextOperator =
  | 'has'
  | 'has_cs'
  | 'hasprefix'
  | 'hasprefix_cs'
  | 'hassuffix'
  | 'hassuffix_cs'
  | 'contains'
  | 'contains_cs'
  | 'startswith'
  | 'startswith_cs'
  | 'endswith'
  | 'endswith_cs';

export type Matcher = (text: string) => boolean;

/** Where a needle must lie at the border of a term; a border is asked for only where the needle's own edge is a term character. */
interface Borders {
  readonly left: boolean;
  readonly right: boolean;
}

/**
 * The test of one operator with one needle, made ready once. The empty needle is in every text. `has` wants the needle as a run of whole
 * terms, `hasprefix` from the start of a term, `hassuffix` to the end of one; a term is a run of letters and digits of any script. Manual:
 * datatypes-string-operators.
 */
export function compileMatcher(operator: TextOperator, needle: string): Matcher {
  if (needle === '') return () => true;
  if (operator.endsWith('_cs')) return compileSensitive(operator.slice(0, -3), needle);
  // the case of letters of two UTF-16 units is a matter of both, which neither the regexes nor the loops here see
  if (hasSurrogates(needle)) {
    const matches = compileSensitive(operator, foldCase(needle));
    return (text) => matches(foldCase(text));
  }
  switch (operator) {
    case 'contains':
      return compileContains(needle);
    case 'startswith':
      return compileStartsWith(needle);
    case 'endswith':
      return compileEndsWith(needle);
    default:
      return compileTermMatcher(needle, bordersOf(operator, needle));
  }
}

function bordersOf(operator: string, needle: string): Borders {
  return {
    left: operator !== 'hassuffix' && isTermAt(needle, 0),
    right: operator !== 'hasprefix' && isTermBefore(needle, needle.length),
  };
}

function compileSensitive(operator: string, needle: string): Matcher {
  switch (operator) {
    case 'contains':
      return (text) => text.includes(needle);
    case 'startswith':
      return (text) => text.startsWith(needle);
    case 'endswith':
      return (text) => text.endsWith(needle);
  }
  const borders = bordersOf(operator, needle);
  return (text) => {
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
      if (hasBorders(text, at, at + needle.length, borders)) return true;
    }
    return false;
  };
}

function hasBorders(text: string, start: number, end: number, borders: Borders): boolean {
  return !(borders.left && isTermBefore(text, start)) && !(borders.right && isTermAt(text, end));
}

/**
 * The flag i without u folds exactly as `foldUnit` (a test goes through every unit): one to one, and nothing beyond ASCII becomes ASCII. With u it would
 * find the Kelvin sign in `k`. A regex of this kind takes half the time of toLowerCase().includes().
 */
function compileContains(needle: string): Matcher {
  const pattern = new RegExp(escapePattern(needle), 'i');
  return (text) => pattern.test(text);
}

/**
 * The regex asks for ASCII borders only, so it may find too much (beside a letter beyond ASCII) but never too little; what it finds is looked
 * at again.
 */
function compileTermMatcher(needle: string, borders: Borders): Matcher {
  const likely = new RegExp(
    `${borders.left ? '(?<![0-9A-Za-z])' : ''}${escapePattern(needle)}${borders.right ? '(?![0-9A-Za-z])' : ''}`,
    'gi',
  );
  return (text) => {
    likely.lastIndex = 0;
    while (likely.test(text)) {
      const end = likely.lastIndex;
      if (hasBorders(text, end - needle.length, end, borders)) return true;
      likely.lastIndex = end - needle.length + 1;
    }
    return false;
  };
}

/** The needle as a pattern of literal UTF-16 units. */
export function escapePattern(needle: string): string {
  return needle
    .replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    .replace(/[\n\r\u2028\u2029]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function compileStartsWith(needle: string): Matcher {
  const folded = unitsOf(foldCase(needle));
  return (text) => text.length >= folded.length && equalsFolded(text, 0, folded);
}

function compileEndsWith(needle: string): Matcher {
  const folded = unitsOf(foldCase(needle));
  return (text) => text.length >= folded.length && equalsFolded(text, text.length - folded.length, folded);
}

function unitsOf(text: string): Uint16Array {
  return Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
}

/** Whether the units of a text from an offset on, folded, are these. */
function equalsFolded(text: string, offset: number, folded: Uint16Array): boolean {
  for (let i = 0; i < folded.length; i++) {
    const unit = text.charCodeAt(offset + i);
    if (unit === folded[i]) continue;
    if (unit < 0x80 ? unit < 0x61 || unit > 0x7a || unit - 0x20 !== folded[i] : foldUnit(unit) !== folded[i]) return false;
  }
  return true;
}

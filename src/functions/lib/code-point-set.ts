/**
 * Sets of code points as sorted, disjoint, non-adjacent ranges: [first, last, first, last, …], both ends included. Surrogates are code points
 * like others here, so that broken text is matched by a negated class in every engine alike.
 */
export type CodePointSet = readonly number[];

export const maxCodePoint = 0x10ffff;
export const emptySet: CodePointSet = [];
export const fullSet: CodePointSet = [0, maxCodePoint];

/** The set of any ranges, in any order, overlapping or not. */
export function setOfRanges(ranges: readonly number[]): CodePointSet {
  const pairs: [number, number][] = [];
  for (let i = 0; i < ranges.length; i += 2) pairs.push([ranges[i], ranges[i + 1]]);
  pairs.sort((a, b) => a[0] - b[0]);
  const set: number[] = [];
  for (const [first, last] of pairs) {
    if (set.length > 0 && first <= set[set.length - 1] + 1) set[set.length - 1] = Math.max(set[set.length - 1], last);
    else set.push(first, last);
  }
  return set;
}

export function unionOf(...sets: CodePointSet[]): CodePointSet {
  return sets.length === 1 ? sets[0] : setOfRanges(sets.flat());
}

export function complementOf(set: CodePointSet): CodePointSet {
  const complement: number[] = [];
  let next = 0;
  for (let i = 0; i < set.length; i += 2) {
    if (set[i] > next) complement.push(next, set[i] - 1);
    next = set[i + 1] + 1;
  }
  if (next <= maxCodePoint) complement.push(next, maxCodePoint);
  return complement;
}

export function intersectionOf(a: CodePointSet, b: CodePointSet): CodePointSet {
  const common: number[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const first = Math.max(a[i], b[j]);
    const last = Math.min(a[i + 1], b[j + 1]);
    if (first <= last) common.push(first, last);
    if (a[i + 1] < b[j + 1]) i += 2;
    else j += 2;
  }
  return common;
}

export function differenceOf(a: CodePointSet, b: CodePointSet): CodePointSet {
  return intersectionOf(a, complementOf(b));
}

export function symmetricDifferenceOf(a: CodePointSet, b: CodePointSet): CodePointSet {
  return unionOf(differenceOf(a, b), differenceOf(b, a));
}

export function areDisjoint(a: CodePointSet, b: CodePointSet): boolean {
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i + 1] < b[j]) i += 2;
    else if (b[j + 1] < a[i]) j += 2;
    else return false;
  }
  return true;
}

export function hasCodePoint(set: CodePointSet, code: number): boolean {
  let low = 0;
  let high = set.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (code < set[2 * middle]) high = middle - 1;
    else if (code > set[2 * middle + 1]) low = middle + 1;
    else return true;
  }
  return false;
}

const properties = new Map<string, CodePointSet>();
const expressions = new WeakMap<CodePointSet, string>();

/** A class for a JavaScript regex that is a set which `propertySet` gave, shorter than its ranges; undefined for other sets. */
export function propertyClass(set: CodePointSet): string | undefined {
  return expressions.get(set);
}

/**
 * The code points with a Unicode property, by the tables of the JavaScript engine. `expression` is what stands between the braces of `\p{…}`
 * in a JavaScript regex, or several of these with blanks between; undefined when that knows no such property.
 */
export function propertySet(expression: string): CodePointSet | undefined {
  const known = properties.get(expression);
  if (known) return known;
  const inside = expression.replace(/\S+/g, '\\p{$&}').replaceAll(' ', '');
  let runs: RegExp;
  try {
    runs = new RegExp(`[${inside}]+`, 'gu');
  } catch {
    return undefined;
  }
  const ranges: number[] = [];
  for (const [first, last] of assignedRanges) {
    const units = first > 0xffff ? 2 : 1;
    const text = textOfRange(first, last);
    for (let run = runs.exec(text); run !== null; run = runs.exec(text)) {
      ranges.push(first + run.index / units, first + (run.index + run[0].length) / units - 1);
    }
  }
  for (const [first, last] of uniformRanges) {
    if (String.fromCodePoint(first).search(runs) === 0) ranges.push(first, last);
  }
  const set = setOfRanges(ranges);
  properties.set(expression, set);
  expressions.set(set, `[${inside}]`);
  return set;
}

/** Where characters are assigned; a range is all of one UTF-16 unit or all of two. */
const assignedRanges: readonly [number, number][] = [
  [0, 0xd7ff],
  [0xe000, 0xffff],
  [0x10000, 0x3ffff],
  [0xe0000, 0xe0fff],
];

/** The rest, in ranges that have the same properties throughout: surrogates, empty planes, private use, the two noncharacters of each plane. */
const uniformRanges: readonly [number, number][] = [
  [0xd800, 0xdfff],
  [0xe1000, 0xefffd],
  ...[4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16].map((plane): [number, number] => [plane << 16, (plane << 16) + 0xfffd]),
  ...[4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16].map((plane): [number, number] => [(plane << 16) + 0xfffe, (plane << 16) + 0xffff]),
];

function textOfRange(first: number, last: number): string {
  const units = new Uint16Array((last - first + 1) * (first > 0xffff ? 2 : 1));
  let at = 0;
  for (let code = first; code <= last; code++) {
    if (code > 0xffff) units[at++] = 0xd800 + ((code - 0x10000) >> 10);
    units[at++] = code > 0xffff ? 0xdc00 + (code & 0x3ff) : code;
  }
  return new TextDecoder('utf-16le', { ignoreBOM: true }).decode(units);
}

let orbits: Map<number, number[]> | undefined;

/** The set with every character that Unicode's simple case folding makes equal to one of its own: `k` brings `K` and the Kelvin sign. */
export function foldedSet(set: CodePointSet): CodePointSet {
  if (set.length === 0) return set;
  const added: number[] = [];
  if (set[set.length - 1] < 0x80) {
    for (let i = 0; i < set.length; i += 2) {
      for (let code = set[i]; code <= set[i + 1]; code++) {
        const other = asciiOther(code);
        if (other !== code) added.push(other, other);
        if ((code | 0x20) === 0x6b) added.push(0x212a, 0x212a);
        if ((code | 0x20) === 0x73) added.push(0x17f, 0x17f);
      }
    }
  } else {
    orbits ??= makeOrbits();
    for (const [code, orbit] of orbits) if (hasCodePoint(set, code)) for (const other of orbit) added.push(other, other);
  }
  return added.length === 0 ? set : setOfRanges([...set, ...added]);
}

/** The set with the other case of its ASCII letters, for patterns without Unicode. */
export function asciiFoldedSet(set: CodePointSet): CodePointSet {
  const added: number[] = [];
  for (let code = 0x41; code <= 0x7a; code++) if (hasCodePoint(set, code)) added.push(asciiOther(code), asciiOther(code));
  return setOfRanges([...set, ...added]);
}

function asciiOther(code: number): number {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a ? code ^ 0x20 : code;
}

/** For every character with a case the characters that fold as it does. */
function makeOrbits(): Map<number, number[]> {
  const orbitOf = new Map<number, number[]>();
  const join = (a: number, b: number) => {
    const left = orbitOf.get(a) ?? [a];
    const right = orbitOf.get(b) ?? [b];
    if (left === right) return;
    const joined = [...left, ...right];
    for (const code of joined) orbitOf.set(code, joined);
  };
  for (const [first, last] of ranges(propertySet('Changes_When_Casemapped')!)) {
    for (let code = first; code <= last; code++) {
      // the dotless i has the upper case I in every language but folds to itself
      if (code === 0x131) continue;
      const character = String.fromCodePoint(code);
      for (const other of [character.toLowerCase(), character.toUpperCase()]) {
        const otherCode = other.codePointAt(0)!;
        if (otherCode !== code && other.length === (otherCode > 0xffff ? 2 : 1)) join(code, otherCode);
      }
    }
  }
  // three pairs whose upper case is more than one character fold to each other
  join(0x390, 0x1fd3);
  join(0x3b0, 0x1fe3);
  join(0xfb05, 0xfb06);
  return orbitOf;
}

function* ranges(set: CodePointSet): Iterable<[number, number]> {
  for (let i = 0; i < set.length; i += 2) yield [set[i], set[i + 1]];
}

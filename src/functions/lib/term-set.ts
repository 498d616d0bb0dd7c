import { foldCase, foldUnit, hasSurrogates, isTermAt, isTermBefore, isTermCodePoint } from '../../data/text.ts';
import { compileMatcher, type Matcher } from './terms.ts';

/** Many needles at once, each looked for as `has` does, ignoring case. */
export interface TermSet {
  /** Whether some needle is found: `has_any`. False for no needles. */
  any(text: string): boolean;
  /** Whether every needle is found: `has_all`. True for no needles. */
  all(text: string): boolean;
  /** The index of the first needle of the list that is found, -1 when none is: `has_any_index`. */
  first(text: string): number;
}

/** Below this many needles one regex after the other is faster than cutting the text into terms. */
const fewNeedles = 20;

/**
 * Makes a list of needles ready. A text is cut into terms once, whatever their number: a needle holds at least one whole term, and under the
 * hash of its rarest one it is found; only then it is compared. Needles without any letter or digit are looked for one by one.
 */
export function compileTermSet(needles: readonly string[]): TermSet {
  const firstIndex = new Map<string, number>();
  needles.forEach((needle, index) => {
    const folded = foldCase(needle);
    if (!firstIndex.has(folded)) firstIndex.set(folded, index);
  });
  const folded = [...firstIndex.keys()];
  return folded.length < fewNeedles ? compileFew(folded, firstIndex) : compileMany(folded, firstIndex);
}

function compileFew(folded: readonly string[], firstIndex: ReadonlyMap<string, number>): TermSet {
  const matchers = folded.map((needle) => compileMatcher('has', needle));
  const indexes = folded.map((needle) => firstIndex.get(needle)!);
  return {
    any: (text) => matchers.some((matches) => matches(text)),
    all: (text) => matchers.every((matches) => matches(text)),
    first: (text) => {
      const found = matchers.findIndex((matches) => matches(text));
      return found < 0 ? -1 : indexes[found];
    },
  };
}

/** A needle under one of its terms. */
interface Entry {
  /** Its place among the distinct needles. */
  readonly id: number;
  readonly folded: string;
  /** Where the term starts in the needle, and its length. */
  readonly offset: number;
  readonly length: number;
  readonly hash: number;
  readonly leftBorder: boolean;
  readonly rightBorder: boolean;
  /** The next entry of the same bucket. */
  readonly next: Entry | undefined;
}

function compileMany(folded: readonly string[], firstIndex: ReadonlyMap<string, number>): TermSet {
  const terms = folded.map(termsOf);
  const counts = new Map<string, number>();
  for (const [i, list] of terms.entries()) for (const { start, end } of list) count(counts, folded[i].slice(start, end));

  const mask = 2 ** Math.ceil(Math.log2(folded.length * 2)) - 1;
  const buckets: (Entry | undefined)[] = Array.from({ length: mask + 1 }, () => undefined);
  const loose: { id: number; matches: Matcher }[] = [];
  const indexes = folded.map((needle) => firstIndex.get(needle)!);
  for (const [id, needle] of folded.entries()) {
    const rarity = ({ start, end }: Term) => counts.get(needle.slice(start, end))! * 1_000_000 - (end - start);
    const [key] = terms[id].toSorted((a, b) => rarity(a) - rarity(b));
    if (key === undefined) {
      loose.push({ id, matches: compileMatcher('has', needle) });
      continue;
    }
    const hash = hashOf(needle, key.start, key.end);
    buckets[hash & mask] = {
      id,
      folded: needle,
      offset: key.start,
      length: key.end - key.start,
      hash,
      leftBorder: isTermAt(needle, 0),
      rightBorder: isTermBefore(needle, needle.length),
      next: buckets[hash & mask],
    };
  }

  /** Calls `found` for every occurrence until it returns true; says whether it did. */
  const search = (text: string, found: (id: number) => boolean): boolean => {
    for (const { id, matches } of loose) if (matches(text) && found(id)) return true;
    for (let at = 0; at < text.length; ) {
      const start = at;
      let hash = hashStart;
      for (; at < text.length; at++) {
        const unit = text.charCodeAt(at);
        if (unit < 0x80) {
          const folded = asciiTermFold[unit];
          if (folded === 0) break;
          hash = Math.imul(hash ^ folded, hashFactor);
        } else {
          const code = text.codePointAt(at)!;
          if (!isTermCodePoint(code)) break;
          if (code <= 0xffff) {
            hash = Math.imul(hash ^ foldUnit(unit), hashFactor);
          } else {
            const pair = foldCase(String.fromCodePoint(code));
            hash = Math.imul(Math.imul(hash ^ pair.charCodeAt(0), hashFactor) ^ pair.charCodeAt(1), hashFactor);
            at++;
          }
        }
      }
      if (at === start) {
        at++;
        continue;
      }
      for (let entry = buckets[mixed(hash) & mask]; entry !== undefined; entry = entry.next) {
        if (entry.hash === mixed(hash) && entry.length === at - start && isEntryAt(entry, text, start - entry.offset) && found(entry.id))
          return true;
      }
    }
    return false;
  };

  const stamps = new Int32Array(folded.length);
  let stamp = 0;
  return {
    any: (text) => search(text, () => true),
    all: (text) => {
      stamp = (stamp + 1) | 0;
      let missing = folded.length;
      return search(text, (id) => {
        if (stamps[id] !== stamp) missing--;
        stamps[id] = stamp;
        return missing === 0;
      });
    },
    first: (text) => {
      let first = -1;
      search(text, (id) => {
        if (first < 0 || indexes[id] < first) first = indexes[id];
        return first === 0;
      });
      return first;
    },
  };
}

interface Term {
  readonly start: number;
  readonly end: number;
}

function termsOf(text: string): Term[] {
  const terms: Term[] = [];
  for (let at = 0; at < text.length; ) {
    const start = at;
    while (isTermAt(text, at)) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
    if (at > start) terms.push({ start, end: at });
    else at++;
  }
  return terms;
}

function count(counts: Map<string, number>, term: string): void {
  counts.set(term, (counts.get(term) ?? 0) + 1);
}

const hashStart = 0x811c9dc5 | 0;
const hashFactor = 0x01000193;

/** Of folded text. */
function hashOf(text: string, start: number, end: number): number {
  let hash = hashStart;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), hashFactor);
  return mixed(hash);
}

function mixed(hash: number): number {
  return hash ^ (hash >>> 15);
}

/** The folded unit of ASCII letters and digits, 0 for the rest of ASCII. */
const asciiTermFold = Uint8Array.from({ length: 128 }, (_, unit) => (isTermCodePoint(unit) ? foldUnit(unit) : 0));

function isEntryAt(entry: Entry, text: string, start: number): boolean {
  const { folded } = entry;
  const end = start + folded.length;
  if (start < 0 || end > text.length) return false;
  if (entry.leftBorder && isTermBefore(text, start)) return false;
  if (entry.rightBorder && isTermAt(text, end)) return false;
  if (hasSurrogates(folded)) return foldCase(text.slice(start, end)) === folded;
  for (let i = 0; i < folded.length; i++) if (foldUnit(text.charCodeAt(start + i)) !== folded.charCodeAt(i)) return false;
  return true;
}

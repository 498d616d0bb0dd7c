import { Dictionary } from './dictionary.ts';
import { columnsOf, createSegment, type Segment } from './segment.ts';
import { ownText } from './text.ts';
import { codeArray, type Vector } from './vector.ts';

/** A dictionary is left behind by rows that name no more than one in so many of its entries. */
const sparse = 4;
/** Smaller ones are no burden. */
const leastEntries = 1024;

/**
 * The same rows, all gathered, that keep nothing alive but themselves: neither the segment that they were selected from nor a dictionary of
 * which they name a small part, as those of a stream are that is larger than memory.
 */
export function detached(segment: Segment): Segment {
  return createSegment(columnsOf(segment).map(detachedVector), segment.length);
}

/** Puts a vector behind others that are kept; those before it lose a dictionary that is not its own, so that no more than one stays alive. */
export function keepVector(kept: Vector[], vector: Vector): void {
  kept.push(vector);
  if (vector.encoding !== 'coded-text') return;
  for (let i = kept.length - 2; i >= 0; i--) {
    const before = kept[i];
    if (before.encoding === 'coded-text' && before.dictionary === vector.dictionary) return;
    kept[i] = detachedVector(before);
    if (kept[i] === before) return;
  }
}

function detachedVector(vector: Vector): Vector {
  if (vector.encoding !== 'coded-text') return vector;
  const { codes, dictionary, length } = vector;
  const { entries } = dictionary;
  if (entries.length < leastEntries || entries.length < length * sparse) return vector;
  const places = new Map<number, number>();
  const wide = new Uint32Array(length);
  for (let row = 0; row < length; row++) {
    let place = places.get(codes[row]);
    if (place === undefined) {
      place = places.size;
      places.set(codes[row], place);
    }
    wide[row] = place;
  }
  const own = Array.from(places.keys(), (code) => ownText(entries[code]));
  const narrow = codeArray(own.length, length);
  narrow.set(wide);
  return { ...vector, codes: narrow, dictionary: dictionary instanceof Dictionary ? dictionaryOf(own) : { entries: own } };
}

function dictionaryOf(entries: readonly string[]): Dictionary {
  const dictionary = new Dictionary();
  dictionary.append(entries);
  return dictionary;
}

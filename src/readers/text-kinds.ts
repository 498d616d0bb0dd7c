import { batchRows, falseValue, fraction, integer, nullValue, type RowBatch, text, trueValue } from './batch.ts';

/**
 * CSV knows only texts: gives those of a column that are numbers or truth values their kinds, as JSON would spell them. Digits behind a
 * leading zero or a plus stay text, they are identifiers; `true` and `false` go in any case.
 */
export function recogniseTexts(batch: RowBatch, column: number): void {
  const { kinds, starts, ends, bytes } = batch;
  const first = column * batchRows;
  for (let place = first; place < first + batch.count; place++) {
    if (kinds[place] === text) kinds[place] = kindOfText(bytes, starts[place], ends[place]);
  }
}

/** The kind of a text in [start, end). */
export function kindOfText(bytes: Uint8Array, start: number, end: number): number {
  if (start === end) return nullValue;
  let at = start;
  let byte = bytes[at];
  if (byte === 0x2d && ++at < end) byte = bytes[at];
  if ((byte - 0x30) >>> 0 > 9) return at === start ? kindOfWord(bytes, start, end) : text;
  if (byte === 0x30 && at + 1 < end && (bytes[at + 1] - 0x30) >>> 0 <= 9) return text;
  at = skipDigits(bytes, at, end);
  if (at === end) return integer;
  if (bytes[at] === 0x2e) {
    const digits = ++at;
    at = skipDigits(bytes, at, end);
    if (at === digits) return text;
  }
  if (at < end && (bytes[at] | 0x20) === 0x65) {
    at++;
    if (at < end && (bytes[at] === 0x2b || bytes[at] === 0x2d)) at++;
    const digits = at;
    at = skipDigits(bytes, at, end);
    if (at === digits) return text;
  }
  return at === end ? fraction : text;
}

function skipDigits(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] - 0x30) >>> 0 <= 9) at++;
  return at;
}

function kindOfWord(bytes: Uint8Array, start: number, end: number): number {
  const word = end - start === 4 ? 'true' : end - start === 5 ? 'false' : '';
  if (word === '') return text;
  for (let i = 0; i < word.length; i++) if ((bytes[start + i] | 0x20) !== word.charCodeAt(i)) return text;
  return word === 'true' ? trueValue : falseValue;
}

/**
 * Characters as Kusto sees them: strings are code points, compared ordinally, folded one to one, and cut into terms of letters and digits.
 * JavaScript strings are UTF-16; a surrogate without its partner counts as one character everywhere here.
 */

// A string that V8 keeps in one byte a character answers this test without looking at it.
const surrogate = /[\ud800-\udfff]/;
const nonAscii = /[^\0-\x7f]/;

/** Whether a text holds ASCII characters only. */
export function isAscii(text: string): boolean {
  return !nonAscii.test(text);
}

/**
 * The same text by itself: V8 keeps a piece of a longer text as a view of that, and with one name of a thousand the whole page of names would
 * stay in memory.
 */
export function ownText(text: string): string {
  return ` ${text}`.slice(1);
}

/** Whether a text may hold characters of two UTF-16 units; without them offsets in units and in code points are the same. */
export function hasSurrogates(text: string): boolean {
  return surrogate.test(text);
}

/** The number of code points of a text. */
export function countCodePoints(text: string): number {
  return surrogate.test(text) ? codePointIndex(text, text.length) : text.length;
}

/** How many code points stand before a UTF-16 offset. */
export function codePointIndex(text: string, offset: number): number {
  if (!surrogate.test(text)) return Math.min(offset, text.length);
  let count = 0;
  for (let at = 0; at < offset && at < text.length; at += unitsAt(text, at)) count++;
  return count;
}

/** The UTF-16 offset of the code point with this index; the length of the text when there are fewer. */
export function codePointOffset(text: string, index: number): number {
  if (!surrogate.test(text)) return Math.min(index, text.length);
  let at = 0;
  for (let count = 0; count < index && at < text.length; count++) at += unitsAt(text, at);
  return at;
}

/** The code points [start, end) of a text; both are indexes of code points, not negative, and may lie beyond its end. */
export function sliceCodePoints(text: string, start: number, end: number): string {
  if (!surrogate.test(text)) return text.slice(start, Math.max(start, end));
  const from = codePointOffset(text, start);
  let to = from;
  for (let count = start; count < end && to < text.length; count++) to += unitsAt(text, to);
  return text.slice(from, to);
}

/**
 * Orders two texts by code point (the order of their UTF-8 bytes): -1, 0 or 1. The operators of JavaScript compare UTF-16 units,
 * which puts the characters from U+E000 to U+FFFF after those of two units; below U+D800 both orders are the same.
 */
export function compareOrdinal(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return codePointRank(x) < codePointRank(y) ? -1 : 1;
  }
  return a.length < b.length ? -1 : 1;
}

/** An order of these texts that is compareOrdinal: the machine's own where all of their units are below those that it orders otherwise. */
export function ordinalOrder(texts: readonly string[]): (a: string, b: string) => number {
  return texts.some((text) => surrogatesAndBeyond.test(text)) ? compareOrdinal : compareUnits;
}

const surrogatesAndBeyond = /[\ud800-\uffff]/;

/** Some 3 times as fast as compareOrdinal for texts that begin alike. */
function compareUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Surrogates stand for the code points above U+FFFF, so they go behind the units from U+E000 on. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

function unitsAt(text: string, at: number): number {
  return text.codePointAt(at)! > 0xffff ? 2 : 1;
}

/**
 * The form of a text under which two texts are equal when Kusto's `=~` and `in~` find them equal: every character in upper case where that
 * is one character too. Like .NET's OrdinalIgnoreCase: ß stays, and no character beyond ASCII becomes an ASCII one (ı, ſ and the Kelvin
 * sign stay). The length in UTF-16 units is kept, so offsets in the folded text are those of the text.
 */
export function foldCase(text: string): string {
  if (!nonAscii.test(text)) return text.toUpperCase();
  let folded = '';
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at)!;
    if (code > 0xffff) {
      const upper = String.fromCodePoint(code).toUpperCase();
      folded += upper.length === 2 ? upper : String.fromCodePoint(code);
      at += 2;
    } else {
      folded += String.fromCharCode(foldUnit(code));
      at++;
    }
  }
  return folded;
}

/** Whether Kusto's `=~` finds two texts equal. */
export function equalsIgnoreCase(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    if (foldUnit(x) !== foldUnit(y)) return x >= 0xd800 && x < 0xe000 && foldCase(a) === foldCase(b);
  }
  return true;
}

const foldPages: (Uint16Array | undefined)[] = [];

/** `foldCase` of one UTF-16 unit. Halves of a surrogate pair stay: their case is a matter of the pair. */
export function foldUnit(unit: number): number {
  if (unit < 0x80) return unit >= 0x61 && unit <= 0x7a ? unit - 0x20 : unit;
  return (foldPages[unit >> 8] ??= foldPage(unit & 0xff00))[unit & 0xff];
}

function foldPage(first: number): Uint16Array {
  return Uint16Array.from({ length: 256 }, (_, i) => {
    const upper = String.fromCharCode(first + i).toUpperCase();
    const code = upper.length === 1 ? upper.charCodeAt(0) : first + i;
    return code < 0x80 ? first + i : code;
  });
}

/** Upper case, character by character and in no language's own way: what `toupper` gives. ß stays. */
export function toUpperInvariant(text: string): string {
  return nonAscii.test(text) ? mapCodePoints(text, (character) => character.toUpperCase()) : text.toUpperCase();
}

/** Lower case, character by character and in no language's own way: what `tolower` gives. A sigma at the end of a word is an ordinary one. */
export function toLowerInvariant(text: string): string {
  return nonAscii.test(text) ? mapCodePoints(text, (character) => character.toLowerCase()) : text.toLowerCase();
}

function mapCodePoints(text: string, map: (character: string) => string): string {
  let mapped = '';
  for (const character of text) {
    const other = map(character);
    mapped += other.length === character.length ? other : character;
  }
  return mapped;
}

const letterOrDigit = /^[\p{L}\p{Nd}]$/u;
const asciiTerm = termPage(0);
const termPages: (Uint8Array | undefined)[] = [];

/** Whether a code point belongs to a term: a letter or a decimal digit of any script. The underscore does not. */
export function isTermCodePoint(code: number): boolean {
  if (code < 0x80) return asciiTerm[code] === 1;
  return (termPages[code >> 8] ??= termPage(code & ~0xff))[code & 0xff] === 1;
}

function termPage(first: number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, i) => (letterOrDigit.test(String.fromCodePoint(first + i)) ? 1 : 0));
}

/** Whether the character that ends before this UTF-16 offset belongs to a term; false at the start of the text. */
export function isTermBefore(text: string, offset: number): boolean {
  if (offset <= 0) return false;
  const unit = text.charCodeAt(offset - 1);
  if (unit < 0x80) return asciiTerm[unit] === 1;
  const pair = unit >= 0xdc00 && unit <= 0xdfff && offset > 1 ? text.codePointAt(offset - 2)! : unit;
  return isTermCodePoint(pair > 0xffff ? pair : unit);
}

/** Whether the character at this UTF-16 offset belongs to a term; false at the end of the text. */
export function isTermAt(text: string, offset: number): boolean {
  if (offset >= text.length) return false;
  const unit = text.charCodeAt(offset);
  return unit < 0x80 ? asciiTerm[unit] === 1 : isTermCodePoint(text.codePointAt(offset)!);
}

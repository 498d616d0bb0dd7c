import type { Bytes, Scratch } from './bytes.ts';
import type { ByteWindow } from './window.ts';

/** As deep as a value may nest: what data/json.ts reads. */
const maxDepth = 400;

/** What a scan returns that met something that is no JSON, or the end of the window; `failedAt` and `reason` say more. */
export const malformed = -1;

/** Blanks by byte: all of JSON's, and those that may stand inside a line. */
export const anyBlanks = blankTable(0x20, 0x09, 0x0a, 0x0d);
export const lineBlanks = blankTable(0x20, 0x09, 0x0d);

function blankTable(...blanks: number[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const blank of blanks) table[blank] = 1;
  return table;
}

/**
 * Finds where JSON values end, and checks all that JSON asks of them, so that a row is malformed whichever of its columns are wanted.
 * Every scan starts at a position of the window and stops at the latest one byte behind its end: a failure at or behind the end means
 * that more bytes may mend it.
 */
export class JsonTokens {
  readonly window: ByteWindow;
  readonly blanks: Uint8Array;
  failedAt = 0;
  reason = '';
  private readonly brackets = new Uint8Array(maxDepth + 1);

  constructor(window: ByteWindow, blanks: Uint8Array) {
    this.window = window;
    this.blanks = blanks;
  }

  fail(position: number, reason: string): typeof malformed {
    this.failedAt = position;
    this.reason = reason;
    return malformed;
  }

  skipBlanks(position: number): number {
    const { blanks } = this;
    const { bytes } = this.window;
    let at = position;
    while (blanks[bytes[at]] === 1) at++;
    return at;
  }

  /** The position of the quote that closes the text which starts here, behind its opening quote; ~position when it has escapes. */
  string(start: number): number {
    const { view } = this.window;
    let at = start;
    for (;;) {
      const word = view.getInt32(at, true);
      // a quote or a control character (bit 1 turned, both are below 0x21), or a backslash; the lowest hit is exact
      const low = word ^ 0x02020202;
      const slash = word ^ 0x5c5c5c5c;
      const hits = (((low - 0x21212121) & ~low) | ((slash - 0x01010101) & ~slash)) & 0x80808080;
      if (hits === 0) {
        at += 4;
        continue;
      }
      at += (31 - Math.clz32(hits & -hits)) >>> 3;
      return this.window.bytes[at] === 0x22 ? at : this.stringFrom(at);
    }
  }

  /** Goes on at the first backslash or control character of a string. */
  private stringFrom(position: number): number {
    const { bytes, view } = this.window;
    let at = position;
    for (;;) {
      const byte = bytes[at];
      if (byte === 0x22) return ~at;
      if (byte !== 0x5c) {
        if (at >= this.window.end) return this.fail(at, 'the text is never closed');
        return this.fail(at, byte === 0x0a ? 'the line ends inside a text' : 'a control character inside a text must be escaped');
      }
      const letter = bytes[at + 1];
      if (letter === 0x75) {
        for (let digit = at + 2; digit < at + 6; digit++)
          if (hexDigits[bytes[digit]] === 0) return this.fail(digit, '\\u wants four hexadecimal digits');
        at += 6;
      } else if (simpleEscapes[letter] === 0) {
        return this.fail(at + 1, 'there is no such escape in JSON');
      } else {
        at += 2;
      }
      for (;;) {
        const word = view.getInt32(at, true);
        const low = word ^ 0x02020202;
        const slash = word ^ 0x5c5c5c5c;
        const hits = (((low - 0x21212121) & ~low) | ((slash - 0x01010101) & ~slash)) & 0x80808080;
        if (hits !== 0) {
          at += (31 - Math.clz32(hits & -hits)) >>> 3;
          break;
        }
        at += 4;
      }
    }
  }

  /** The end of the number that starts here; ~end when it has a fraction or an exponent. */
  number(start: number): number {
    const { bytes } = this.window;
    let at = start;
    let byte = bytes[at];
    if (byte === 0x2d) byte = bytes[++at];
    if (byte === 0x30) {
      byte = bytes[++at];
      if ((byte - 0x30) >>> 0 <= 9) return this.fail(at, 'a number cannot start with 0');
    } else {
      if ((byte - 0x30) >>> 0 > 9) return this.fail(at, 'a digit is missing');
      do byte = bytes[++at];
      while ((byte - 0x30) >>> 0 <= 9);
    }
    return byte === 0x2e || (byte | 0x20) === 0x65 ? this.fractionFrom(at) : at;
  }

  private fractionFrom(position: number): number {
    const { bytes } = this.window;
    let at = position;
    if (bytes[at] === 0x2e) {
      const first = ++at;
      while ((bytes[at] - 0x30) >>> 0 <= 9) at++;
      if (at === first) return this.fail(at, 'a digit is missing behind the point');
    }
    if ((bytes[at] | 0x20) === 0x65) {
      at++;
      if (bytes[at] === 0x2b || bytes[at] === 0x2d) at++;
      const first = at;
      while ((bytes[at] - 0x30) >>> 0 <= 9) at++;
      if (at === first) return this.fail(at, 'a digit is missing in the exponent');
    }
    return ~at;
  }

  /** The end of `true`, `false` or `null`. */
  word(start: number): number {
    const { bytes } = this.window;
    const word = bytes[start] === 0x74 ? 'true' : bytes[start] === 0x66 ? 'false' : bytes[start] === 0x6e ? 'null' : '';
    if (word === '')
      return this.fail(start, start >= this.window.end ? 'the data ends where a value is due' : `a value is due${seen(bytes[start])}`);
    for (let i = 1; i < word.length; i++) {
      if (bytes[start + i] !== word.charCodeAt(i)) return this.fail(start + i, `${word} is meant?`);
    }
    return start + word.length;
  }

  /** The end of any value. */
  value(start: number): number {
    const byte = this.window.bytes[start];
    let end: number;
    if (byte === 0x22) end = this.string(start + 1);
    else if (byte === 0x7b || byte === 0x5b) return this.structure(start);
    else if (byte === 0x2d || (byte - 0x30) >>> 0 <= 9) end = this.number(start);
    else end = this.word(start);
    if (end === malformed) return malformed;
    if (end < 0) end = ~end;
    return byte === 0x22 ? end + 1 : end;
  }

  /** The end of the object or array that starts here. */
  structure(start: number): number {
    const { brackets } = this;
    const { bytes } = this.window;
    let at = start;
    let depth = 0;
    for (;;) {
      // a value is due
      const byte = bytes[at];
      if (byte === 0x7b || byte === 0x5b) {
        if (depth === maxDepth) return this.fail(at, `the value nests deeper than ${maxDepth} levels`);
        brackets[depth++] = byte;
        at = this.skipBlanks(at + 1);
        // the closing bracket is two behind the opening one
        if (bytes[at] !== byte + 2) {
          if (byte === 0x7b && (at = this.key(at)) === malformed) return malformed;
          continue;
        }
        depth--;
        at++;
      } else {
        at = this.value(at);
        if (at === malformed) return malformed;
      }
      // what stands behind a value: closing brackets, then a comma
      for (;;) {
        if (depth === 0) return at;
        at = this.skipBlanks(at);
        if (bytes[at] !== brackets[depth - 1] + 2) break;
        depth--;
        at++;
      }
      const inside = brackets[depth - 1];
      if (bytes[at] !== 0x2c) return this.fail(at, `${inside === 0x7b ? 'a comma or }' : 'a comma or ]'} is due${seen(bytes[at])}`);
      at = this.skipBlanks(at + 1);
      if (inside === 0x7b && (at = this.key(at)) === malformed) return malformed;
    }
  }

  /** Where the value of the key that starts here starts. */
  private key(start: number): number {
    const { bytes } = this.window;
    if (bytes[start] !== 0x22) return this.fail(start, `a key in quotes is due${seen(bytes[start])}`);
    let end = this.string(start + 1);
    if (end === malformed) return malformed;
    if (end < 0) end = ~end;
    const colon = this.skipBlanks(end + 1);
    if (bytes[colon] !== 0x3a) return this.fail(colon, `a colon is due${seen(bytes[colon])}`);
    return this.skipBlanks(colon + 1);
  }
}

/** What stands where something else is due, as far as it can be shown. */
export function seen(byte: number): string {
  if (byte === 0x0a || byte === 0x0d) return ', but the line ends';
  return byte > 0x20 && byte < 0x7f ? `, not ${String.fromCharCode(byte)}` : '';
}

const hexDigits = byteSet('0123456789abcdefABCDEF');
const simpleEscapes = byteSet('"\\/bfnrt');

function byteSet(characters: string): Uint8Array {
  const set = new Uint8Array(256);
  for (const character of characters) set[character.charCodeAt(0)] = 1;
  return set;
}

/** What JSON's escapes mean; half a surrogate pair becomes U+FFFD. The escapes must be right. */
export function unescapeJson(source: Bytes, start: number, end: number, target: Scratch): void {
  const { bytes } = source;
  let at = start;
  for (;;) {
    at = target.copyUntil(0x5c, source, at, end);
    if (at === end) return;
    const letter = bytes[at + 1];
    at += 2;
    if (letter !== 0x75) {
      target.bytes[target.length++] = escapeBytes[letter];
      continue;
    }
    let code = hexAt(bytes, at);
    at += 4;
    if (code >= 0xd800 && code < 0xdc00 && at < end && bytes[at] === 0x5c && bytes[at + 1] === 0x75) {
      const low = hexAt(bytes, at + 2);
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        at += 6;
      }
    }
    target.length = writeCodePoint(target.bytes, target.length, code >= 0xd800 && code < 0xe000 ? 0xfffd : code);
  }
}

const escapeBytes = new Uint8Array(256);
for (const [letter, meaning] of [
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])
  escapeBytes[letter.charCodeAt(0)] = meaning.charCodeAt(0);

function hexAt(bytes: Uint8Array, at: number): number {
  let code = 0;
  for (let i = at; i < at + 4; i++) code = code * 16 + (bytes[i] <= 0x39 ? bytes[i] - 0x30 : (bytes[i] | 0x20) - 0x57);
  return code;
}

function writeCodePoint(target: Uint8Array, position: number, code: number): number {
  let at = position;
  if (code < 0x80) {
    target[at++] = code;
  } else if (code < 0x800) {
    target[at++] = 0xc0 | (code >> 6);
    target[at++] = 0x80 | (code & 0x3f);
  } else {
    if (code < 0x10000) {
      target[at++] = 0xe0 | (code >> 12);
    } else {
      target[at++] = 0xf0 | (code >> 18);
      target[at++] = 0x80 | ((code >> 12) & 0x3f);
    }
    target[at++] = 0x80 | ((code >> 6) & 0x3f);
    target[at++] = 0x80 | (code & 0x3f);
  }
  return at;
}

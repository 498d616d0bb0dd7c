/** Bytes for reading four at a time: so many more than three are readable behind any of them that counts. */
export interface Bytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** Nothing, readable all the same. */
export const noBytes: Bytes = { bytes: new Uint8Array(8), view: new DataView(new ArrayBuffer(8)) };

/** Writes the text that the bytes [start, end) of an escaped text mean, as UTF-8, to `target`, which has room for as many. */
export type Unescape = (source: Bytes, start: number, end: number, target: Scratch) => void;

/** A text in the making. */
export class Scratch implements Bytes {
  bytes = new Uint8Array(1024);
  view = new DataView(this.bytes.buffer);
  length = 0;

  /** Empties it and makes room for texts of up to `length` bytes. */
  reserve(length: number): this {
    this.length = 0;
    if (this.bytes.length < length + 8) {
      this.bytes = new Uint8Array(Math.max(length + 8, this.bytes.length * 2));
      this.view = new DataView(this.bytes.buffer);
    }
    return this;
  }

  set(text: string): this {
    this.reserve(text.length * 3);
    this.length = encoder.encodeInto(text, this.bytes).written;
    return this;
  }

  toString(): string {
    return decodeText(this.bytes, 0, this.length);
  }

  /** Copies bytes from [start, end) up to the first that is `stop`; its position, or `end`. */
  copyUntil(stop: number, source: Bytes, start: number, end: number): number {
    const { view } = this;
    const from = source.view;
    const stops = stop * 0x01010101;
    let at = start;
    let to = this.length;
    for (const whole = end - 3; at < whole; ) {
      const word = from.getInt32(at, true);
      const other = word ^ stops;
      const hits = (other - 0x01010101) & ~other & 0x80808080;
      // what is written too much is written over by what follows
      view.setInt32(to, word, true);
      if (hits !== 0) {
        const count = (31 - Math.clz32(hits & -hits)) >>> 3;
        this.length = to + count;
        return at + count;
      }
      at += 4;
      to += 4;
    }
    for (; at < end && source.bytes[at] !== stop; at++) this.bytes[to++] = source.bytes[at];
    this.length = to;
    return at;
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text of bytes; what is no UTF-8 becomes U+FFFD. */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}

const shared = new Scratch();

/** The text that the bytes [start, end) mean, in a scratch that the next caller uses again. */
export function unescaped(write: Unescape, source: Bytes, start: number, end: number): Scratch {
  shared.reserve(end - start);
  write(source, start, end, shared);
  return shared;
}

/** A string as bytes, in the same scratch. */
export function encoded(text: string): Scratch {
  return shared.set(text);
}

import { type Bytes, decodeText } from './bytes.ts';

/** Texts are decoded this many bytes at a time and then cut: one call for many, and a text kept alive keeps no more than this alive. */
const pieceBytes = 1 << 12;

/** Texts as UTF-8, one behind the other. */
export class BytePool implements Bytes {
  bytes = new Uint8Array(256);
  view = new DataView(this.bytes.buffer);
  /** Where each text ends; the first starts at 0. */
  ends = new Int32Array(16);
  count = 0;
  used = 0;

  /** Where a text starts. */
  startOf(index: number): number {
    return index === 0 ? 0 : this.ends[index - 1];
  }

  append({ bytes, view }: Bytes, start: number, end: number): void {
    const length = end - start;
    if (this.used + length + 8 > this.bytes.length) this.growBytes(length);
    if (length <= 64) {
      // what the last word writes too much is written over by the next text
      for (let i = 0; i < length; i += 4) this.view.setInt32(this.used + i, view.getInt32(start + i, true), true);
    } else {
      this.bytes.set(bytes.subarray(start, end), this.used);
    }
    this.used += length;
    if (this.count === this.ends.length) {
      const ends = new Int32Array(this.count * 2);
      ends.set(this.ends);
      this.ends = ends;
    }
    this.ends[this.count++] = this.used;
  }

  /** The texts from `first` on. */
  textsFrom(first: number): string[] {
    const { ends } = this;
    const texts: string[] = [];
    let from = first;
    while (from < this.count) {
      const start = this.startOf(from);
      let to = from + 1;
      while (to < this.count && ends[to] - start <= pieceBytes) to++;
      const piece = decodeText(this.bytes, start, ends[to - 1]);
      if (piece.length === ends[to - 1] - start) {
        // as many units as bytes: each byte is a unit of its own
        let at = 0;
        for (let i = from; i < to; i++) texts.push(piece.slice(at, (at = ends[i] - start)));
      } else {
        for (let i = from; i < to; i++) texts.push(decodeText(this.bytes, this.startOf(i), ends[i]));
      }
      from = to;
    }
    return texts;
  }

  clear(): void {
    this.count = 0;
    this.used = 0;
  }

  private growBytes(length: number): void {
    const bytes = new Uint8Array(Math.max(this.bytes.length * 2, this.used + length + 8));
    bytes.set(this.bytes.subarray(0, this.used));
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer);
  }
}

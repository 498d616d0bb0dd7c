import { fail } from '../errors.ts';

/** A row, or a value that is no row, may take this much; a quote that is never closed would otherwise swallow a file of any size. */
const maxRowBytes = 256 * 1024 * 1024;

/** Bytes behind the end that a reader of four bytes at a time may touch; the first is a line feed and stops every scan, the others are 0. */
const padding = 8;

/**
 * The bytes between what was read and what has not come yet, in one piece: scanners work on `bytes` from `at` to `end` and move `at` on.
 * Positions hold until the next `append`.
 */
export class ByteWindow {
  bytes = new Uint8Array(1 << 16);
  view = new DataView(this.bytes.buffer);
  /** The first byte that is still wanted. */
  at = 0;
  end = 0;
  /** Nothing comes after `end`. */
  final = false;
  /** Where the line `countedLine` begins or goes on; lines before it are counted. */
  private counted = 0;
  private countedLine = 1;
  /** The line that begins at `at`, said by a scanner that counts lines anyway. */
  lineOfAt: number | undefined;
  /** The bytes of that line before `counted`. */
  private countedColumn = 0;

  append(chunk: Uint8Array): void {
    const rest = this.end - this.at;
    if (rest > maxRowBytes) fail('limit', `a row takes more than ${maxRowBytes} bytes`, undefined, 'is a quote or a bracket never closed?');
    if (this.lineOfAt === undefined) this.countLines(this.at);
    else this.setLine(this.at, this.lineOfAt);
    this.lineOfAt = undefined;
    const size = rest + chunk.length + padding;
    if (size > this.bytes.length) {
      const grown = new Uint8Array(Math.max(size, this.bytes.length * 2));
      grown.set(this.bytes.subarray(this.at, this.end));
      this.bytes = grown;
      this.view = new DataView(grown.buffer);
    } else {
      this.bytes.copyWithin(0, this.at, this.end);
    }
    this.counted -= this.at;
    this.bytes.set(chunk, rest);
    this.at = 0;
    this.end = rest + chunk.length;
    this.bytes[this.end] = 0x0a;
    this.bytes.fill(0, this.end + 1, this.end + padding);
  }

  /** A scanner that counts lines anyway says that `line` begins at `position`. */
  setLine(position: number, line: number): void {
    this.counted = position;
    this.countedLine = line;
    this.countedColumn = 0;
  }

  /** The 1-based line of a position that is not before what was counted. */
  lineAt(position: number): number {
    return this.countedLine + newlines(this.bytes, this.view, this.counted, position);
  }

  /** The 1-based line and column of a position; the column counts UTF-16 units, in what was given up of a long line bytes. */
  placeOf(position: number): { line: number; column: number } {
    let lineStart = position;
    while (lineStart > this.counted && this.bytes[lineStart - 1] !== 0x0a) lineStart--;
    const before = new TextDecoder().decode(this.bytes.subarray(lineStart, Math.min(position, this.end)));
    const column = before.length + 1 + (lineStart === this.counted ? this.countedColumn : 0);
    return { line: this.lineAt(position), column };
  }

  private countLines(position: number): void {
    if (position <= this.counted) return;
    this.countedLine = this.lineAt(position);
    let lineStart = position;
    while (lineStart > this.counted && this.bytes[lineStart - 1] !== 0x0a) lineStart--;
    this.countedColumn = position - lineStart + (lineStart === this.counted ? this.countedColumn : 0);
    this.counted = position;
  }
}

/** The line feeds in [start, end). */
function newlines(bytes: Uint8Array, view: DataView, start: number, end: number): number {
  let count = 0;
  let at = start;
  while (at + 16 <= end) {
    const a = view.getInt32(at, true) ^ 0x0a0a0a0a;
    const b = view.getInt32(at + 4, true) ^ 0x0a0a0a0a;
    const c = view.getInt32(at + 8, true) ^ 0x0a0a0a0a;
    const d = view.getInt32(at + 12, true) ^ 0x0a0a0a0a;
    // whether a byte is zero; not how many are
    const hits = ((a - 0x01010101) & ~a) | ((b - 0x01010101) & ~b) | ((c - 0x01010101) & ~c) | ((d - 0x01010101) & ~d);
    if ((hits & 0x80808080) !== 0) for (let i = at; i < at + 16; i++) if (bytes[i] === 0x0a) count++;
    at += 16;
  }
  for (; at < end; at++) if (bytes[at] === 0x0a) count++;
  return count;
}

/** Values as bytes, one behind the other, in this machine's order of bytes: they are read where they were written. */
export class ByteWriter {
  private bytes: Uint8Array;
  private view: DataView;
  private length = 0;

  constructor(room = 1 << 16) {
    this.bytes = new Uint8Array(room);
    this.view = new DataView(this.bytes.buffer);
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  /** An unsigned integer of 32 bits. */
  count(value: number): void {
    this.reserve(4);
    this.view.setUint32(this.length, value);
    this.length += 4;
  }

  double(value: number): void {
    this.reserve(8);
    this.view.setFloat64(this.length, value);
    this.length += 8;
  }

  wide(value: bigint): void {
    this.reserve(8);
    this.view.setBigInt64(this.length, value);
    this.length += 8;
  }

  /** The bytes of an array of numbers; the reader must know how many there are. */
  array(values: ArrayBufferView): void {
    this.reserve(values.byteLength);
    this.bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), this.length);
    this.length += values.byteLength;
  }

  /** A text: UTF-8, or UTF-16 where it has half of a surrogate pair. */
  text(text: string): void {
    this.reserve(text.length * 3 + 5);
    const start = this.length + 5;
    let { written } = encoder.encodeInto(text, this.bytes.subarray(start));
    const isWhole = written === text.length || !halfPair.test(text);
    if (!isWhole) {
      written = text.length * 2;
      for (let i = 0; i < text.length; i++) this.view.setUint16(start + 2 * i, text.charCodeAt(i));
    }
    this.byte(isWhole ? 1 : 2);
    this.count(written);
    this.length += written;
  }

  /** What has been written; good until more is. */
  get written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }

  private reserve(length: number): void {
    if (this.length + length <= this.bytes.length) return;
    const bytes = new Uint8Array(Math.max(this.bytes.length * 2, this.length + length));
    bytes.set(this.written);
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer);
  }
}

/** Reads what a ByteWriter wrote, in the same order. */
export class ByteReader {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    return this.bytes[this.at++];
  }

  count(): number {
    this.at += 4;
    return this.view.getUint32(this.at - 4);
  }

  double(): number {
    this.at += 8;
    return this.view.getFloat64(this.at - 8);
  }

  wide(): bigint {
    this.at += 8;
    return this.view.getBigInt64(this.at - 8);
  }

  /** Fills an array with its bytes. */
  array<Values extends ArrayBufferView>(values: Values): Values {
    const end = this.at + values.byteLength;
    new Uint8Array(values.buffer, values.byteOffset, values.byteLength).set(this.bytes.subarray(this.at, end));
    this.at = end;
    return values;
  }

  text(): string {
    const isWhole = this.byte() === 1;
    const length = this.count();
    const start = this.at;
    this.at += length;
    if (isWhole) return decoder.decode(this.bytes.subarray(start, this.at));
    let text = '';
    for (let at = start; at < this.at; at += 2) text += String.fromCharCode(this.view.getUint16(at));
    return text;
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const halfPair = /\p{Surrogate}/u;

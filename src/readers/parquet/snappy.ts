import type { Bytes } from '../bytes.ts';

/**
 * Unpacks Snappy into the bytes [start, end) of `out`, behind which some more may be written over. Throws for data that is damaged; it never
 * reads or writes outside, and every step moves on.
 */
export function unpackSnappy(input: Uint8Array, out: Bytes, start: number, end: number): void {
  const { bytes, view } = out;
  const packed = new DataView(input.buffer, input.byteOffset, input.length);
  const last = input.length;
  let at = 0;
  while (at < last && input[at] & 0x80) at++;
  at++;
  let to = start;
  while (at < last) {
    const tag = input[at++];
    if ((tag & 3) === 0) {
      let size = tag >>> 2;
      if (size >= 60) {
        const more = size - 59;
        size = 0;
        for (let i = more - 1; i >= 0; i--) size = size * 256 + (input[at + i] ?? 0);
        at += more;
      }
      size++;
      if (at + size > last || to + size > end) throw new Error('Snappy data with a length that is wrong');
      // what the last word writes too much is written over by what follows
      if (size <= 64 && at + size + 3 <= last) for (let i = 0; i < size; i += 4) view.setInt32(to + i, packed.getInt32(at + i, true), true);
      else bytes.set(input.subarray(at, at + size), to);
      at += size;
      to += size;
      continue;
    }
    let size = (tag >>> 2) + 1;
    let back: number;
    if ((tag & 3) === 1) {
      size = ((tag >>> 2) & 7) + 4;
      back = ((tag >>> 5) << 8) | input[at++];
    } else if ((tag & 3) === 2) {
      back = input[at] | (input[at + 1] << 8);
      at += 2;
    } else {
      back = (input[at] | (input[at + 1] << 8) | (input[at + 2] << 16) | (input[at + 3] << 24)) >>> 0;
      at += 4;
    }
    if (at > last || back === 0 || back > to - start || to + size > end) throw new Error('Snappy data with a reference that is wrong');
    // what is copied may be what was just written
    if (back >= 4) for (let i = 0; i < size; i += 4) view.setInt32(to + i, view.getInt32(to + i - back, true), true);
    else for (let i = 0; i < size; i++) bytes[to + i] = bytes[to + i - back];
    to += size;
  }
  if (to !== end) throw new Error('Snappy data that ends early');
}

/**
 * Fills `out` with numbers of `width` bits from the hybrid of runs and packed bits that stands in [start, end). Throws where the bytes end
 * early or a run is empty.
 */
export function readHybrid(bytes: Uint8Array, start: number, end: number, width: number, out: Uint8Array | Int32Array): void {
  let at = start;
  let filled = 0;
  while (filled < out.length) {
    let head = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= end || shift > 28) throw new Error('numbers that end early');
      head |= (bytes[at] & 0x7f) << shift;
      if (!(bytes[at++] & 0x80)) break;
    }
    const length = head >>> 1;
    if (length === 0) throw new Error('a run of nothing');
    if (head & 1) {
      const count = Math.min(length * 8, out.length - filled);
      if (at + Math.ceil((count * width) / 8) > end) throw new Error('numbers that end early');
      unpackBits(bytes, at, width, out, filled, count);
      at += length * width;
      filled += count;
    } else {
      const size = (width + 7) >>> 3;
      if (at + size > end) throw new Error('numbers that end early');
      let value = 0;
      for (let i = 0; i < size; i++) value |= bytes[at + i] << (i * 8);
      at += size;
      const to = Math.min(filled + length, out.length);
      out.fill(value, filled, to);
      filled = to;
    }
  }
}

function unpackBits(bytes: Uint8Array, start: number, width: number, out: Uint8Array | Int32Array, first: number, count: number): void {
  if (width === 0) {
    out.fill(0, first, first + count);
    return;
  }
  let at = start;
  if (width > 24) {
    // more than fits beside the rest of a byte
    for (let i = 0, bit = start * 8; i < count; i++, bit += width) out[first + i] = Number(wideBits(bytes, bit, width));
    return;
  }
  const mask = (1 << width) - 1;
  let rest = 0;
  let bits = 0;
  for (let i = first; i < first + count; i++) {
    while (bits < width) {
      rest |= bytes[at++] << bits;
      bits += 8;
    }
    out[i] = rest & mask;
    rest >>>= width;
    bits -= width;
  }
}

function wideBits(bytes: Uint8Array, bit: number, width: number): bigint {
  let value = 0n;
  for (let i = 0; i < 5; i++) value |= BigInt(bytes[Math.floor(bit / 8) + i] ?? 0) << BigInt(i * 8);
  return (value >> BigInt(bit % 8)) & ((1n << BigInt(width)) - 1n);
}

/** The bits that levels up to `max` take. */
export function widthOf(max: number): number {
  return 32 - Math.clz32(max);
}

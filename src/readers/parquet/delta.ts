import type { Bytes } from '../bytes.ts';

/**
 * Integers as differences in blocks (DELTA_BINARY_PACKED) that begin at `start`: `count` of them into `out`, low words, or low and high words
 * by turns when `words` is 2. Gives where the bytes behind them begin. Throws for what is damaged.
 */
export function readDeltas({ bytes, view }: Bytes, start: number, end: number, count: number, out: Int32Array, words: 1 | 2): number {
  if (count === 0 && start === end) return start;
  const cursor = { at: start };
  const blockSize = size(varint(bytes, cursor, end));
  const miniblocks = size(varint(bytes, cursor, end));
  const total = size(varint(bytes, cursor, end));
  const inBlock = blockSize / miniblocks;
  if (!Number.isInteger(inBlock) || inBlock < 8 || inBlock % 8 !== 0 || blockSize > 1 << 24 || total < count)
    throw new Error('differences without sense');
  let { low, high } = zigzag(varint(bytes, cursor, end));
  let filled = 0;
  const put = (): void => {
    out[filled * words] = low;
    if (words === 2) out[filled * 2 + 1] = high;
    filled++;
  };
  if (count > 0) put();
  while (filled < count) {
    const least = zigzag(varint(bytes, cursor, end));
    const leastLow = least.low >>> 0;
    const leastHigh = least.high;
    const widths = cursor.at;
    cursor.at += miniblocks;
    if (cursor.at > end) throw new Error('differences that end early');
    for (let block = 0; block < miniblocks && filled < count; block++) {
      const width = bytes[widths + block];
      const { at } = cursor;
      const here = Math.min(inBlock, count - filled);
      if (width > 64 || at + Math.ceil((here * width) / 8) > end) throw new Error('differences that end early');
      for (let i = 0; i < here; i++) {
        const bit = i * width;
        const byte = at + (bit >>> 3);
        const shift = bit & 7;
        let deltaLow = 0;
        let deltaHigh = 0;
        if (width > 0) {
          const lowWord = view.getUint32(byte, true);
          const highWord = view.getUint32(byte + 4, true);
          deltaLow = shift === 0 ? lowWord : (lowWord >>> shift) | (highWord << (32 - shift));
          if (width < 32) deltaLow &= (1 << width) - 1;
          if (width > 32) {
            deltaHigh = shift === 0 ? highWord : (highWord >>> shift) | (bytes[byte + 8] << (32 - shift));
            if (width < 64) deltaHigh &= (1 << (width - 32)) - 1;
          }
        }
        const lowSum = (low >>> 0) + (deltaLow >>> 0) + leastLow;
        const carry = Math.floor(lowSum / 4294967296);
        low = lowSum | 0;
        high = (high + deltaHigh + leastHigh + carry) | 0;
        put();
      }
      cursor.at = Math.min(at + (inBlock * width) / 8, end);
    }
  }
  return cursor.at;
}

/** A number of up to 64 bits as two words; a bigint for it would make V8 of Node 20 stop where it compiles the loop. */
interface Words {
  low: number;
  high: number;
}

function varint(bytes: Uint8Array, cursor: { at: number }, end: number): Words {
  let low = 0;
  let high = 0;
  for (let shift = 0; shift < 70 && cursor.at < end; shift += 7) {
    const byte = bytes[cursor.at++];
    const part = byte & 0x7f;
    if (shift < 32) low |= part << shift;
    if (shift >= 32) high |= part << (shift - 32);
    else if (shift === 28) high |= part >>> 4;
    if (!(byte & 0x80)) return { low, high };
  }
  throw new Error('differences that end early');
}

function zigzag({ low, high }: Words): Words {
  const sign = -(low & 1);
  return { low: ((low >>> 1) | (high << 31)) ^ sign, high: (high >>> 1) ^ sign };
}

/** A number that counts something. */
function size(words: Words): number {
  return words.high === 0 ? words.low >>> 0 : Number.POSITIVE_INFINITY;
}

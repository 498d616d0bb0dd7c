import { Inflate } from 'fflate';
import { fail } from '../../errors.ts';

/** gzip (RFC 1952) and zlib (RFC 1950) around deflate. What is not of the format, cut short or damaged gives undefined. */

const maxStoredBlock = 0xffff;

/** Bytes as a gzip file whose blocks are stored as they are. */
export function gzip(bytes: Uint8Array): Uint8Array {
  const { file, view, end } = storedBlocks(bytes, 10, 8);
  file.set([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
  view.setUint32(end, crc32(bytes), true);
  view.setUint32(end + 4, bytes.length, true);
  return file;
}

/** Bytes as a zlib stream whose blocks are stored as they are. */
export function zlib(bytes: Uint8Array): Uint8Array {
  const { file, view, end } = storedBlocks(bytes, 2, 4);
  file.set([0x78, 0x01]);
  view.setUint32(end, adler32(bytes));
  return file;
}

/** Room for a header and a trailer, and between them the bytes in stored blocks, the last one marked. */
function storedBlocks(bytes: Uint8Array, header: number, trailer: number): { file: Uint8Array; view: DataView; end: number } {
  const blocks = Math.max(1, Math.ceil(bytes.length / maxStoredBlock));
  const file = new Uint8Array(header + 5 * blocks + bytes.length + trailer);
  const view = new DataView(file.buffer);
  let end = header;
  for (let block = 0; block < blocks; block++) {
    const content = bytes.subarray(block * maxStoredBlock, (block + 1) * maxStoredBlock);
    file[end] = block === blocks - 1 ? 1 : 0;
    view.setUint16(end + 1, content.length, true);
    view.setUint16(end + 3, ~content.length & 0xffff, true);
    file.set(content, end + 5);
    end += 5 + content.length;
  }
  return { file, view, end };
}

/** The bytes of a gzip file without optional header fields, checked against its trailer. */
export function gunzip(file: Uint8Array): Uint8Array | undefined {
  if (file.length < 18 || file[0] !== 0x1f || file[1] !== 0x8b || file[2] !== 8 || file[3] !== 0) return undefined;
  const bytes = inflate(file.subarray(10, -8));
  const trailer = new DataView(file.buffer, file.byteOffset + file.length - 8);
  if (bytes === undefined || trailer.getUint32(0, true) !== crc32(bytes) || trailer.getUint32(4, true) !== bytes.length) return undefined;
  return bytes;
}

/** The bytes of a zlib stream without a preset dictionary, checked against its trailer. */
export function unzlib(file: Uint8Array): Uint8Array | undefined {
  if (file.length < 6 || (file[0] & 0x0f) !== 8 || file[0] >> 4 > 7 || (file[1] & 0x20) !== 0) return undefined;
  if (((file[0] << 8) | file[1]) % 31 !== 0) return undefined;
  const bytes = inflate(file.subarray(2, -4));
  const trailer = new DataView(file.buffer, file.byteOffset + file.length - 4);
  return bytes !== undefined && trailer.getUint32(0) === adler32(bytes) ? bytes : undefined;
}

const maxInflatedBytes = 1 << 26;

/** A few kilobytes can hold gigabytes of zeros, so the result is counted while it grows. */
function inflate(deflated: Uint8Array): Uint8Array | undefined {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let complete = false;
  const inflater = new Inflate((chunk, final) => {
    length += chunk.length;
    if (length > maxInflatedBytes) fail('limit', `decompressed text is limited to ${maxInflatedBytes} bytes`);
    chunks.push(chunk);
    complete ||= final;
  });
  try {
    // in pieces, so that the limit is met soon after it is passed
    for (let at = 0; at < deflated.length; at += 16384) inflater.push(deflated.subarray(at, at + 16384), at + 16384 >= deflated.length);
  } catch (error) {
    if (isInflateError(error)) return undefined;
    throw error;
  }
  if (!complete) return undefined;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** fflate's own errors carry a number as their code. */
function isInflateError(error: unknown): boolean {
  return error instanceof Error && typeof (error as { code?: unknown }).code === 'number';
}

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder & 1) !== 0 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
  return remainder;
});

function crc32(bytes: Uint8Array): number {
  let remainder = -1;
  for (let i = 0; i < bytes.length; i++) remainder = crcTable[(remainder ^ bytes[i]) & 0xff] ^ (remainder >>> 8);
  return ~remainder >>> 0;
}

function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (let at = 0; at < bytes.length; ) {
    // the remainder is taken once in a while, long before the sums leave 53 bits
    const end = Math.min(at + 4096, bytes.length);
    for (; at < end; at++) high += low += bytes[at];
    low %= 65521;
    high %= 65521;
  }
  return ((high << 16) | low) >>> 0;
}

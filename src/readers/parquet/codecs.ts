import { decompressBrotli, decompressGzip, decompressLz4, decompressLz4Raw, decompressZstd } from 'hyparquet-compressors';
import type { Bytes } from '../bytes.ts';
import { unpackSnappy } from './snappy.ts';

/** So many bytes are readable behind a page, for reading several at a time. */
export const padding = 16;

/** A page that says it is larger is taken for damaged. */
export const maxPageBytes = 1 << 30;

type Unpack = (input: Uint8Array, length: number) => Uint8Array;

const unpackers: Readonly<Record<string, Unpack>> = {
  GZIP: decompressGzip,
  ZSTD: (input, length) => decompressZstd(input, new Uint8Array(length)),
  BROTLI: decompressBrotli,
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Raw,
};

/** Whether a page that is compressed so can be unpacked. */
export function isKnownCodec(codec: string | undefined): boolean {
  return codec === 'UNCOMPRESSED' || codec === 'SNAPPY' || (codec !== undefined && Object.hasOwn(unpackers, codec));
}

/** What is compressed, behind `kept` bytes that are not, as bytes with room behind them. Throws when it does not become `length` bytes. */
export function unpackPage(codec: string, stored: Uint8Array, kept: number, length: number): Bytes {
  if (length > maxPageBytes || kept > length) throw new Error(`a page of ${length} bytes`);
  const bytes = new Uint8Array(length + padding);
  bytes.set(stored.subarray(0, kept));
  const packed = stored.subarray(kept);
  const size = length - kept;
  const view = new DataView(bytes.buffer);
  if (codec === 'SNAPPY') {
    if (size > 0) unpackSnappy(packed, { bytes, view }, kept, length);
  } else if (size > 0) {
    const unpacked = codec === 'UNCOMPRESSED' ? packed : unpackers[codec](packed, size);
    if (unpacked.length !== size) throw new Error(`a page of ${unpacked.length} bytes that should be ${size}`);
    bytes.set(unpacked, kept);
  }
  return { bytes, view };
}

import type { ColumnChunk, PageHeader } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { fail } from '../../errors.ts';
import { isKnownCodec, unpackPage } from './codecs.ts';
import type { ParquetFile } from './file.ts';
import { readHybrid, widthOf } from './levels.ts';
import { type Dictionary, decodeValues, type Values } from './plain.ts';
import type { ParquetNode } from './schema.ts';
import { structEnd } from './thrift.ts';

/** A page of a column: entries with their levels, and the values of those that have one. */
export interface Page {
  readonly entries: number;
  /** Undefined where every entry has a value. */
  readonly definitions: Uint8Array | undefined;
  /** Undefined where every entry is a row. */
  readonly repetitions: Uint8Array | undefined;
  readonly values: Values;
}

/** More entries in a page are taken for damage. */
const maxEntries = 1 << 26;

/** A chunk is read this many bytes at a time. */
const readBytes = 1 << 20;

/** A header, its statistics included, is no longer. */
const maxHeaderBytes = 1 << 24;

/** The pages of a leaf in a row group, one after the other. `consumed` hears of the bytes as they are read. */
export async function* pagesOf(
  file: ParquetFile,
  column: string,
  node: ParquetNode,
  chunk: ColumnChunk | undefined,
  consumed: (bytes: number) => void,
): AsyncGenerator<Page, void, undefined> {
  const { name } = file;
  if (chunk?.crypto_metadata !== undefined || chunk?.encrypted_column_metadata !== undefined)
    fail('data', `${name}: the column ${column} is encrypted`, undefined, hint);
  const meta = chunk?.meta_data;
  if (meta === undefined || meta.type !== node.element.type || chunk?.file_path !== undefined)
    throw new Error(`the column ${column} is not where it should be`);
  const { codec } = meta;
  if (!isKnownCodec(codec))
    fail('data', `${name}: the column ${column} is compressed by ${codec ?? 'a codec that is not known'}`, undefined, hint);
  const total = Number(meta.num_values);
  const offset = Number(meta.data_page_offset);
  const before = Number(meta.dictionary_page_offset ?? 0n);
  const source = new Source(file, before > 0 && before < offset ? before : offset, Number(meta.total_compressed_size), consumed);
  let dictionary: Dictionary | undefined;
  for (let read = 0; read < total; ) {
    const header = await source.header();
    const stored = await source.take(header.compressed_page_size);
    if (header.type === 'DICTIONARY_PAGE') {
      const count = header.dictionary_page_header?.num_values ?? -1;
      if (dictionary !== undefined || !(count >= 0 && count <= maxEntries)) throw new Error('a dictionary out of place');
      const { bytes, view } = unpackPage(codec, stored, 0, header.uncompressed_page_size);
      const values = decodeValues({ bytes, view }, 0, header.uncompressed_page_size, count, 'PLAIN', node.element, undefined);
      if (values.form === 'codes') throw new Error('a dictionary out of place');
      dictionary = { values, size: count };
    } else if (header.type === 'DATA_PAGE' || header.type === 'DATA_PAGE_V2') {
      const page = pageOf(node, codec, header, stored, dictionary);
      if (page.entries > total - read) throw new Error(`the column ${column} has more values than it should`);
      read += page.entries;
      yield page;
    } else if (header.type === undefined) {
      throw new Error('a page of a type that is not known');
    }
  }
}

const hint = 'a schema without the column passes over it (--schema, schema)';

function pageOf(node: ParquetNode, codec: string, header: PageHeader, stored: Uint8Array, dictionary: Dictionary | undefined): Page {
  const size = header.uncompressed_page_size;
  const second = header.data_page_header_v2;
  const first = header.data_page_header;
  const { definition, repetition } = node;
  const entries = second?.num_values ?? first?.num_values ?? -1;
  if (!(entries >= 0 && entries <= maxEntries)) throw new Error(`a page of ${entries} values`);
  let at = 0;
  let definitions: Uint8Array | undefined;
  let repetitions: Uint8Array | undefined;
  let page: ReturnType<typeof unpackPage>;
  if (second !== undefined) {
    const { repetition_levels_byte_length: repeats, definition_levels_byte_length: defines } = second;
    if (!(repeats >= 0 && defines >= 0 && repeats + defines <= stored.length)) throw new Error('levels that are longer than their page');
    page = unpackPage(second.is_compressed === false ? 'UNCOMPRESSED' : codec, stored, repeats + defines, size);
    at = repeats + defines;
    if (repetition > 0) repetitions = levelsOf(page.bytes, 0, repeats, repetition, entries);
    if (definition > 0) definitions = levelsOf(page.bytes, repeats, at, definition, entries);
  } else {
    page = unpackPage(codec, stored, 0, size);
    const sized = (max: number, encoding: string | undefined): Uint8Array => {
      if (encoding !== 'RLE') throw new Error(`levels in the encoding ${encoding}`);
      if (at + 4 > size) throw new Error('levels that are longer than their page');
      const start = at + 4;
      at = start + page.view.getUint32(at, true);
      if (at > size) throw new Error('levels that are longer than their page');
      return levelsOf(page.bytes, start, at, max, entries);
    };
    if (repetition > 0) repetitions = sized(repetition, first?.repetition_level_encoding);
    if (definition > 0) definitions = sized(definition, first?.definition_level_encoding);
  }
  let count = entries;
  if (definitions !== undefined) {
    count = 0;
    for (let i = 0; i < entries; i++) {
      if (definitions[i] > definition) throw new Error('a level that is too high');
      if (definitions[i] === definition) count++;
    }
    if (count === entries) definitions = undefined;
  }
  const values = decodeValues(page, at, size, count, second?.encoding ?? first?.encoding, node.element, dictionary);
  return { entries, definitions, repetitions, values };
}

function levelsOf(bytes: Uint8Array, start: number, end: number, max: number, count: number): Uint8Array {
  const levels = new Uint8Array(count);
  readHybrid(bytes, start, end, widthOf(max), levels);
  return levels;
}

/** The bytes of a chunk, read ahead. */
class Source {
  private readonly file: ParquetFile;
  private readonly consumed: (bytes: number) => void;
  private readonly chunkEnd: number;
  private bytes: Uint8Array = new Uint8Array(0);
  /** Where the bytes stand in the file. */
  private start: number;
  private at = 0;

  constructor(file: ParquetFile, start: number, length: number, consumed: (bytes: number) => void) {
    if (!(start >= 4 && length >= 0 && start + length <= file.size)) throw new Error('a column that lies outside of the file');
    this.file = file;
    this.start = start;
    this.chunkEnd = start + length;
    this.consumed = consumed;
  }

  async header(): Promise<PageHeader> {
    for (let wanted = 64; ; wanted *= 4) {
      const isAll = !(await this.fill(wanted));
      const head = this.bytes.subarray(this.at);
      const end = structEnd(head, 0);
      if (end !== undefined) {
        const header = parquetHeader({ view: new DataView(head.buffer, head.byteOffset, end), offset: 0 });
        const { compressed_page_size: stored, uncompressed_page_size: size } = header;
        if (!(stored >= 0 && size >= 0)) throw new Error('a page without a size');
        this.at += end;
        return header;
      }
      if (isAll || wanted > maxHeaderBytes) throw new Error('a page that ends early');
    }
  }

  async take(length: number): Promise<Uint8Array> {
    if (!(await this.fill(length))) throw new Error('a page that ends early');
    const taken = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    return taken;
  }

  /** Whether so many bytes are there, once they have been read. */
  private async fill(length: number): Promise<boolean> {
    if (this.bytes.length - this.at >= length) return true;
    const from = this.start + this.at;
    const known = this.bytes.subarray(this.at);
    const to = Math.min(Math.max(from + length, Math.min(from + readBytes, this.chunkEnd)), this.file.size);
    if (to - from < length && to - from <= known.length) return false;
    const fresh = await this.file.read(from + known.length, to);
    this.consumed(fresh.length);
    const bytes = new Uint8Array(known.length + fresh.length);
    bytes.set(known);
    bytes.set(fresh, known.length);
    this.bytes = bytes;
    this.start = from;
    this.at = 0;
    return bytes.length >= length;
  }
}

import { describe, expect, it } from 'vitest';
import type { TextEntries } from '../../src/data/dictionary.ts';
import type { Segment } from '../../src/data/segment.ts';
import { inputOfBytes, keptInput, measuredSize } from '../../src/readers/input.ts';
import { loadTable, openTable } from '../../src/readers/load.ts';

/** Of what is larger than memory, no more is in memory than was said: dictionaries are given up, segments are cut. */

const rows = 100_000;
const texts = Array.from({ length: rows }, (_, i) => `a text of which there are many ${(i * 7919) % 40_000}`);
const json = new TextEncoder().encode(
  texts.map((text, i) => `{"t":"${text}","few":"few ${i % 3}","bag":{"n":${i % 20_000}},"i":${i}}\n`).join(''),
);

async function segmentsOf(memoryBytes?: number): Promise<Segment[]> {
  const { source } = await openTable([inputOfBytes('t.ndjson', json)], { memoryBytes });
  const segments: Segment[] = [];
  for await (const segment of source.scan({})) segments.push(segment);
  return segments;
}

const dictionariesOf = (segments: readonly Segment[], column: number): Set<TextEntries> =>
  new Set(
    segments.map((segment) => segment.column(column)).flatMap((vector) => (vector.encoding === 'coded-text' ? [vector.dictionary] : [])),
  );

describe('a stream that may hold little', () => {
  it('cuts its segments and starts new dictionaries, those that take the room', async () => {
    const all = await segmentsOf();
    expect(dictionariesOf(all, 0).size).toBe(1);
    const little = await segmentsOf(12_000_000);
    expect(little.length).toBeGreaterThan(all.length);
    expect(dictionariesOf(little, 0).size).toBeGreaterThan(2);
    expect(dictionariesOf(little, 1).size).toBe(1);
    const read = little.flatMap((segment) => {
      const vector = segment.column(0);
      if (vector.encoding !== 'coded-text') throw new Error(`a ${vector.encoding} vector`);
      return Array.from({ length: segment.length }, (_, row) => vector.dictionary.entries[vector.codes[row]]);
    });
    expect(read).toEqual(texts);
  });

  it('does so with JSON text of dynamic columns', async () => {
    const entries = (await segmentsOf(12_000_000)).map((segment) => {
      const vector = segment.column(2);
      return vector.encoding === 'coded-dynamic' ? vector.entries : undefined;
    });
    expect(new Set(entries).size).toBeGreaterThan(2);
  });

  it('is no matter for a table that is loaded', async () => {
    const { table } = await loadTable([inputOfBytes('t.ndjson', json)], { memoryBytes: 1 });
    expect(dictionariesOf(table.segments, 0).size).toBe(1);
  });
});

describe('an input that comes only once', () => {
  const megabyte = 1 << 20;
  const count = 40;

  async function* chunks() {
    // one buffer for all: a chunk is good only until the next
    const chunk = new Uint8Array(megabyte);
    for (let i = 0; i < count; i++) yield chunk.fill(i);
  }

  it('is kept in a file where it is long, and can be read any number of times', async () => {
    const written: number[] = [];
    const files: Uint8Array[] = [];
    const input = keptInput('pipe', chunks(), {
      open: () => ({
        append(bytes) {
          written.push(bytes.length);
          files.push(new Uint8Array(bytes));
        },
        read(start, length) {
          expect(length).toBe(megabyte);
          return files[start / megabyte];
        },
        close() {},
      }),
    });
    for await (const chunk of input.open()) if (chunk[0] === 3) break;
    for (let time = 0; time < 2; time++) {
      const read: number[] = [];
      for await (const chunk of input.open()) {
        expect(chunk.length).toBe(megabyte);
        expect(chunk[0]).toBe(chunk[megabyte - 1]);
        read.push(chunk[0]);
      }
      expect(read).toEqual(Array.from({ length: count }, (_, i) => i));
    }
    expect(written.length).toBe(count - 32);
  });

  it('is measured as far as is asked, gzip by what it unpacks to', async () => {
    expect(await measuredSize(keptInput('pipe', chunks()), 2.5 * megabyte)).toBe(3 * megabyte);
    expect(await measuredSize(keptInput('pipe', chunks()), 1000 * megabyte)).toBe(count * megabyte);
    async function* packed() {
      yield Uint8Array.of(0x1f, 0x8b, 8, 0);
      yield Uint8Array.of(1, 2);
    }
    expect(await measuredSize(keptInput('pipe', packed()), 1000)).toBe(60);
  });
});

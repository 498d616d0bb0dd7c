import { describe, expect, it } from 'vitest';
import { describeReading } from '../../src/cli/progress.ts';
import { formatOfFile, readSettings } from '../../src/cli/settings.ts';

describe('settings', () => {
  it.each([
    ['1000', 1000],
    ['1k', 1024],
    ['500MB', 500 * 1024 ** 2],
    ['1.5 GiB', 1.5 * 1024 ** 3],
  ])('--max-memory %s', (text, bytes) => {
    expect(readSettings({ 'max-memory': text }).query.limits?.memoryBytes).toBe(bytes);
  });

  it.each([
    ['30', 30_000],
    ['30s', 30_000],
    ['500ms', 500],
    ['1.5m', 90_000],
    ['2h', 7_200_000],
  ])('--timeout %s', (text, milliseconds) => {
    expect(readSettings({ timeout: text }).query.limits?.timeMs).toBe(milliseconds);
  });

  it('counts may be grouped', () => {
    expect(readSettings({ 'max-rows': '1_000_000' }).query.limits?.resultRows).toBe(1_000_000);
    expect(() => readSettings({ 'max-rows': '-1' })).toThrow('--max-rows is no count: -1');
  });

  it('a parameter may hold anything behind its first equals sign', () => {
    expect(readSettings({ param: ['a=b=c', 'd='] }).query.parameters).toEqual({ a: 'b=c', d: '' });
    expect(() => readSettings({ param: ['=x'] })).toThrow('a parameter is written name=value');
  });

  it('the ending of a file tells its format', () => {
    expect(['a.CSV', 'b/c.md', 'd.jsonl', 'e.txt', 'csv', 'x.constructor'].map(formatOfFile)).toEqual([
      'csv',
      'markdown',
      'ndjson',
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('progress', () => {
  it('tells bytes, rows, speed and what is left', () => {
    expect(describeReading('Event', { bytes: 50e6, totalBytes: 200e6, rows: 123456 }, 2000)).toBe(
      'Event: 50 MB of 200 MB (25%), 123,456 rows, 25 MB/s, 6 s left',
    );
    expect(describeReading('Event', { bytes: 2.5e9, totalBytes: undefined, rows: 1 }, 10_000)).toBe('Event: 2.5 GB, 1 rows, 250 MB/s');
  });
});

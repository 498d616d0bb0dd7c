import { decodeText } from './bytes.ts';
import { isRowName } from './json-document.ts';
import { anyBlanks, JsonTokens, malformed } from './json-tokens.ts';
import type { ByteWindow } from './window.ts';

/** What a caller may say about an input. 'json' is any document, 'ndjson' one object a line. */
export type Format = 'json' | 'ndjson' | 'csv' | 'tsv' | 'parquet';

/** How an input is laid out. */
export type Layout = 'lines' | 'values' | 'array' | 'document' | 'frames' | 'csv' | 'tsv';

/** As much of an input as the detection wants to see. */
export const headBytes = 256 * 1024;

const formats = new Map<string, Format>([
  ['json', 'json'],
  ['ndjson', 'ndjson'],
  ['jsonl', 'ndjson'],
  ['csv', 'csv'],
  ['tsv', 'tsv'],
  ['tab', 'tsv'],
  ['parquet', 'parquet'],
]);

/** The format that a file's name tells, `.gz` left aside. */
export function formatOfName(name: string): Format | undefined {
  return formats.get(/\.([^./\\]+?)(?:\.gz)?$/i.exec(name)?.[1].toLowerCase() ?? '');
}

/** A file's name without folders and without what tells its format: the name of its table. */
export function stemOfName(name: string): string {
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1).replace(/\.gz$/i, '');
  return formatOfName(base) === undefined ? base : base.slice(0, base.lastIndexOf('.'));
}

/** How the input is laid out whose head is in the window; undefined when there is nothing but blanks. */
export function detectLayout(window: ByteWindow, format: Format | undefined): Layout | undefined {
  const { bytes, end } = window;
  let at = window.at;
  while (at < end && anyBlanks[bytes[at]] === 1) at++;
  if (at === end) return undefined;
  const byte = bytes[at];
  if (format === 'csv' || format === 'tsv') return format;
  if (format === 'ndjson') return 'lines';
  if (byte === 0x5b) return /^\[\s*\{\s*"FrameType"/.test(decodeText(bytes, at, Math.min(end, at + 200))) ? 'frames' : 'array';
  if (byte === 0x7b) return layoutOfObjects(window, at);
  if (format === 'json') return 'values';
  let line = at;
  while (line < end && bytes[line] !== 0x0a) line++;
  return bytes.subarray(at, line).includes(0x09) ? 'tsv' : 'csv';
}

/** Objects one a line, objects in any layout, or one object that holds the rows. */
function layoutOfObjects(window: ByteWindow, start: number): Layout {
  const { bytes } = window;
  const tokens = new JsonTokens(window, anyBlanks);
  const end = tokens.structure(start);
  const isWhole = end !== malformed;
  const firstLine = bytes.indexOf(0x0a, start);
  const inOneLine = firstLine >= (isWhole ? end : Math.min(tokens.failedAt, window.end));
  if (!isWhole) {
    // not to be read: what is malformed inside its line is a bad line, what has not ended is a document or a very long line
    if (tokens.failedAt < window.end) return inOneLine || startsObject(bytes, firstLine + 1) ? 'lines' : 'values';
    return inOneLine && !/"\s*:\s*\[\s*\{/.test(decodeText(bytes, start, window.end)) ? 'lines' : 'document';
  }
  const next = tokens.skipBlanks(end);
  if (next < window.end) return inOneLine && firstLine < next ? 'lines' : 'values';
  if (!window.final) return inOneLine ? 'lines' : 'values';
  const value = JSON.parse(decodeText(bytes, start, end)) as Record<string, unknown>;
  return holdsRows(value) ? 'document' : 'values';
}

function startsObject(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x7b;
}

/** Whether an object has an array of objects, an array where services put theirs, or the tables of a response. */
function holdsRows(value: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(value).some(([key, item]) => {
    if (!Array.isArray(item)) return false;
    const [first] = item;
    if (first === undefined) return isRowName(key);
    return (typeof first === 'object' && first !== null && !Array.isArray(first)) || /^(rows|tables)$/i.test(key);
  });
}

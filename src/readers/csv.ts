import { freeName } from '../data/schema.ts';
import { batchRows, escapedText, nullValue, type RowBatch, text } from './batch.ts';
import { type Bytes, decodeText, type Scratch, unescaped } from './bytes.ts';
import type { ScanContext, Scanner } from './scan.ts';
import type { HeaderType } from './sink.ts';
import type { ByteWindow } from './window.ts';

const malformed = -1;
const incomplete = -2;
const quote = 0x22;

/**
 * Separated values with a header line, by RFC 4180: quotes around fields, two of them for one, line feeds in quoted fields. A quote inside a
 * field that does not begin with one is an ordinary character. Blank lines do not count; a row must have as many fields as the header.
 */
export function* scanCsv(context: ScanContext, separator: number, columnOf: (name: string, header?: HeaderType) => number): Scanner {
  const { window, batch, malformed: bad } = context;
  batch.textual = true;
  batch.unescape = unescapeQuotes;
  let header: { readonly names: string[]; readonly end: number } | undefined;
  for (;;) {
    header = readHeader(window, separator);
    if (header !== undefined) break;
    if (window.final) {
      if (window.at < window.end) bad.refuse(window.at, 'the header line ends inside quotes');
      return;
    }
    yield 'more';
  }
  const rows = new CsvRows(window, batch, separator, header.names.length);
  window.at = header.end;
  headerColumns(header.names).forEach(({ name, header: type }, i) => {
    rows.columns[i] = columnOf(name, type);
  });

  for (;;) {
    if (window.at >= window.end && window.final) return;
    if (batch.count >= batch.limit) yield 'full';
    const start = window.at;
    const end = start < window.end ? rows.row(start) : incomplete;
    if (end >= 0) {
      window.at = end;
      if (!rows.wasBlank) batch.rows[batch.count++] = start;
    } else if (end === malformed) {
      bad.report(rows.failedAt, rows.reason);
      batch.clearRow();
      window.at = rows.resumeAt;
    } else {
      yield 'more';
    }
  }
}

/** Tokenises rows of separated values; each field goes to the column of its number. */
class CsvRows {
  readonly columns: Int32Array;
  failedAt = 0;
  reason = '';
  /** Where the next line begins after a malformed row. */
  resumeAt = 0;
  wasBlank = false;
  private readonly window: ByteWindow;
  private readonly batch: RowBatch;
  private readonly separator: number;
  private readonly separators: number;
  private readonly width: number;

  constructor(window: ByteWindow, batch: RowBatch, separator: number, width: number) {
    this.window = window;
    this.batch = batch;
    this.separator = separator;
    this.separators = separator * 0x01010101;
    this.width = width;
    this.columns = new Int32Array(width);
  }

  /** The start of the next row; `malformed`; or `incomplete` when the window ends before the row does. */
  row(start: number): number {
    const { window, batch, columns, separator, separators, width } = this;
    const { bytes, view, end } = window;
    const row = batch.count;
    let at = start;
    this.wasBlank = false;
    for (let field = 0; ; field++) {
      const quoted = bytes[at] === quote && at < end;
      const from = quoted ? at + 1 : at;
      let kind = text;
      let to: number;
      if (quoted) {
        to = this.closingQuote(from);
        if (to < 0) {
          if (to === malformed) return this.fail(at, start, 'the quote is never closed');
          if (to === incomplete) return incomplete;
          to = -to;
          kind = escapedText;
        }
        at = to + 1;
        if (bytes[at] === 0x0d && bytes[at + 1] === 0x0a) at++;
        if (bytes[at] !== separator && bytes[at] !== 0x0a) return this.fail(at, start, 'a quoted field goes on behind its closing quote');
      } else {
        for (;;) {
          // a separator or a line feed; the lowest hit is exact
          const word = view.getInt32(at, true);
          const left = word ^ separators;
          const line = word ^ 0x0a0a0a0a;
          const hits = (((left - 0x01010101) & ~left) | ((line - 0x01010101) & ~line)) & 0x80808080;
          if (hits !== 0) {
            at += (31 - Math.clz32(hits & -hits)) >>> 3;
            break;
          }
          at += 4;
        }
        to = at > from && bytes[at] === 0x0a && bytes[at - 1] === 0x0d ? at - 1 : at;
      }
      // the line feed that stands behind the window's end closes the last row only
      if (at >= end && !window.final) return incomplete;
      const isLast = at >= end || bytes[at] === 0x0a;
      if (isLast && field === 0 && !quoted && to === from) {
        this.wasBlank = true;
        return at + 1;
      }
      if (field < width && columns[field] >= 0) {
        const place = columns[field] * batchRows + row;
        batch.kinds[place] = from === to ? nullValue : kind;
        batch.starts[place] = from;
        batch.ends[place] = to;
      }
      at++;
      if (isLast) return field + 1 === width ? at : this.ragged(start, field + 1, at);
    }
  }

  /** The position of the quote that closes the field; negative (and then below `incomplete`) when there are doubled quotes before it. */
  private closingQuote(start: number): number {
    const { bytes, view, end, final } = this.window;
    let at = start;
    let doubled = false;
    for (;;) {
      const word = view.getInt32(at, true);
      const close = word ^ 0x22222222;
      // or a zero byte, of which there are some behind the end
      const hits = (((close - 0x01010101) & ~close) | ((word - 0x01010101) & ~word)) & 0x80808080;
      if (hits === 0) {
        at += 4;
        continue;
      }
      at += (31 - Math.clz32(hits & -hits)) >>> 3;
      if (at >= end) return final ? malformed : incomplete;
      if (bytes[at] !== quote) {
        at++;
      } else if (at + 1 < end && bytes[at + 1] === quote) {
        doubled = true;
        at += 2;
      } else if (at + 1 >= end && !final) {
        return incomplete;
      } else {
        return doubled ? -at : at;
      }
    }
  }

  private ragged(start: number, fields: number, next: number): number {
    this.fail(start, start, `the row has ${fields} fields, but the header has ${this.width}`);
    this.resumeAt = next;
    return malformed;
  }

  /** The row is given up; the line behind the one on which it begins is tried next. */
  private fail(position: number, start: number, reason: string): typeof malformed {
    const next = this.window.bytes.indexOf(0x0a, start);
    this.failedAt = position;
    this.reason = reason;
    this.resumeAt = Math.min(next + 1, this.window.end);
    return malformed;
  }
}

/** Of every doubled quote one. */
function unescapeQuotes(source: Bytes, start: number, end: number, target: Scratch): void {
  let at = start;
  for (;;) {
    at = target.copyUntil(quote, source, at, end);
    if (at === end) return;
    target.bytes[target.length++] = quote;
    at += 2;
  }
}

/** The fields of the first line that is not blank; undefined when the window ends before it does. */
function readHeader(window: ByteWindow, separator: number): { names: string[]; end: number } | undefined {
  const { bytes, end } = window;
  while (window.at < end && (bytes[window.at] === 0x0a || bytes[window.at] === 0x0d)) window.at++;
  const names: string[] = [];
  let at = window.at;
  if (at >= end) return undefined;
  for (;;) {
    let from = at;
    let name: string;
    if (bytes[at] === quote && at < end) {
      from++;
      for (at = from; at < end && !(bytes[at] === quote && bytes[at + 1] !== quote); at++) if (bytes[at] === quote) at++;
      if (at >= end || (at + 1 >= end && !window.final)) return undefined;
      name = unescaped(unescapeQuotes, window, from, at).toString();
      at++;
      while (at < end && bytes[at] !== separator && bytes[at] !== 0x0a) at++;
    } else {
      while (at < end && bytes[at] !== separator && bytes[at] !== 0x0a) at++;
      const to = at > from && bytes[at - 1] === 0x0d && bytes[at] !== separator ? at - 1 : at;
      name = decodeText(bytes, from, to);
    }
    if (at >= end && !window.final) return undefined;
    names.push(name);
    if (at >= end || bytes[at] === 0x0a) return { names, end: Math.min(at + 1, end) };
    at++;
  }
}

/**
 * The columns that a header means. Names that repeat get a number, empty ones are called after their position. The portal writes
 * `TimeGenerated [UTC]` over times that it shows in UTC.
 */
function headerColumns(names: readonly string[]): { name: string; header: HeaderType | undefined }[] {
  const taken = new Set<string>();
  return names.map((given, i) => {
    const portal = /^(.+?) ?\[UTC\]$/.exec(given);
    const name = freeName(portal?.[1] ?? (given.trim() || `Column${i + 1}`), taken);
    taken.add(name);
    return { name, header: portal === null ? undefined : { type: 'datetime', reason: 'the header says UTC' } };
  });
}

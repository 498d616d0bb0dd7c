import { fail } from '../../errors.ts';

type Texts = AsyncIterable<string>;

/**
 * The records of separated values, a batch a chunk: fields by position, a header is a record like any other. Quotes as in RFC 4180, for CSV
 * only: what they mean with another separator is not documented, so a field that begins with one ends the reading there. Lines without
 * anything are no records.
 */
export async function* delimitedRecords(name: string, texts: Texts, separator: string): AsyncGenerator<string[][], void, undefined> {
  let rest = '';
  let line = 1;
  for await (const text of texts) {
    const parsed = parseRecords(name, rest + text, separator, line, false);
    rest = parsed.rest;
    line = parsed.line;
    yield parsed.records;
  }
  yield parseRecords(name, rest, separator, line, true).records;
}

/** Whole records of a text; what is left behind the last line feed outside quotes is handed back, unless it is all there is. */
function parseRecords(
  name: string,
  text: string,
  separator: string,
  firstLine: number,
  final: boolean,
): { records: string[][]; rest: string; line: number } {
  const records: string[][] = [];
  let line = firstLine;
  let start = 0;
  for (;;) {
    let at = start;
    const fields: string[] = [];
    let lines = 0;
    for (;;) {
      if (text[at] === '"') {
        if (separator !== ',') fail('unsupported', `${name}:${line}: a field begins with a quote, which is supported in CSV only`);
        const close = closingQuote(text, at + 1);
        if (close < 0) {
          if (final) fail('data', `${name}:${line}: the quote is never closed`);
          return { records, rest: text.slice(start), line };
        }
        // whether the quote closes the field shows in the character behind it
        if (!final && close + 2 >= text.length) return { records, rest: text.slice(start), line };
        const value = text.slice(at + 1, close);
        fields.push(value.includes('"') ? value.replaceAll('""', '"') : value);
        for (let feed = value.indexOf('\n'); feed >= 0; feed = value.indexOf('\n', feed + 1)) lines++;
        at = close + 1;
        if (text[at] === '\r' && (text[at + 1] === '\n' || at + 1 === text.length)) at++;
        if (at < text.length && text[at] !== separator && text[at] !== '\n')
          fail('data', `${name}:${line}: a quoted field goes on behind its closing quote`);
      } else {
        const end = fieldEnd(text, at, separator);
        if (end === text.length && !final) return { records, rest: text.slice(start), line };
        const isLineEnd = end === text.length || text[end] === '\n';
        fields.push(text.slice(at, isLineEnd && end > at && text[end - 1] === '\r' ? end - 1 : end));
        at = end;
      }
      if (text[at] !== separator) break;
      at++;
    }
    const isBlank = fields.length === 1 && fields[0] === '' && text[start] !== '"';
    if (!isBlank) records.push(fields);
    line += lines + 1;
    start = at + 1;
    if (start >= text.length) return { records, rest: '', line };
  }
}

function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}

function fieldEnd(text: string, from: number, separator: string): number {
  let at = from;
  const stop = separator.charCodeAt(0);
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === stop || unit === 10) break;
  }
  return at;
}

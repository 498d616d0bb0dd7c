import { type Dynamic, isArray, isBag } from '../../data/dynamic.ts';
import { parseJsonText } from '../../data/json.ts';
import { fail } from '../../errors.ts';
import { delimitedRecords } from './delimited.ts';
import type { TextFormat } from './formats.ts';

type Texts = AsyncIterable<string>;

/** A record: fields by position, or a JSON object. A text by itself is one field. */
export type ExternalRecord = readonly string[] | Dynamic;

/** The records of one text, a batch at a time. */
export function recordsOf(name: string, texts: Texts, format: TextFormat): AsyncGenerator<readonly ExternalRecord[], void, undefined> {
  switch (format) {
    case 'txt':
      return lineRecords(texts);
    case 'raw':
      return rawRecord(texts);
    case 'json':
      return jsonLines(name, texts);
    case 'multijson':
      return jsonValues(name, texts);
    default:
      return delimitedRecords(name, texts, separators[format]);
  }
}

const separators = { csv: ',', scsv: ';', psv: '|', sohsv: '\u0001', tsv: '\t' } as const;

/** A record a line; empty lines are none. */
async function* lineRecords(texts: Texts): AsyncGenerator<string[][], void, undefined> {
  for await (const lines of linesOf(texts)) yield lines.filter((line) => line !== '').map((line) => [line]);
}

/** The whole text as one record. */
async function* rawRecord(texts: Texts): AsyncGenerator<string[][], void, undefined> {
  yield [[await joinedText(texts)]];
}

async function* jsonLines(name: string, texts: Texts): AsyncGenerator<Dynamic[], void, undefined> {
  let number = 0;
  for await (const lines of linesOf(texts)) {
    const records: Dynamic[] = [];
    for (const line of lines) {
      number++;
      if (line.trim() === '') continue;
      const value = parseJsonText(line);
      if (value === undefined || !isBag(value))
        fail(
          'data',
          `${name}:${number}: the line is no JSON object`,
          undefined,
          'objects over several lines and arrays are the format multijson',
        );
      records.push(value);
    }
    yield records;
  }
}

/** The objects of an array, or objects one after the other, in any layout. */
async function* jsonValues(name: string, texts: Texts): AsyncGenerator<Dynamic[], void, undefined> {
  const text = (await joinedText(texts)).trim();
  const records: Dynamic[] = [];
  for (let at = 0; at < text.length; ) {
    const end = valueEnd(text, at);
    const value = end < 0 ? undefined : parseJsonText(text.slice(at, end));
    if (value === undefined) fail('data', `${name}: what begins at character ${at + 1} is no JSON object or array`);
    if (isArray(value)) records.push(...value);
    else records.push(value);
    at = end;
    while (/\s/.test(text[at] ?? '')) at++;
  }
  const odd = records.findIndex((record) => !isBag(record));
  if (odd >= 0) fail('data', `${name}: record ${odd + 1} is no JSON object`);
  yield records;
}

/** Behind the object or array that begins at a place; -1 where none does, or it does not end. */
function valueEnd(text: string, start: number): number {
  if (text[start] !== '{' && text[start] !== '[') return -1;
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    switch (text[at]) {
      case '{':
      case '[':
        depth++;
        break;
      case '}':
      case ']':
        if (--depth === 0) return at + 1;
        break;
      case '"':
        for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
    }
  }
  return -1;
}

/** Lines without their ends, a batch a chunk. */
async function* linesOf(texts: Texts): AsyncGenerator<string[], void, undefined> {
  let rest = '';
  for await (const text of texts) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() as string;
    yield lines.map(withoutReturn);
  }
  if (rest !== '') yield [withoutReturn(rest)];
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

async function joinedText(texts: Texts): Promise<string> {
  const parts: string[] = [];
  for await (const text of texts) parts.push(text);
  return parts.join('');
}

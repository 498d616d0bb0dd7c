import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * A behaviour as data. A case file holds cases one after the other:
 *
 *     // What the case shows, and where the expectation comes from.
 *     print x = substring('abc', 1)
 *     => ordered
 *     x:string
 *     "bc"
 *
 * The query ends at the line that begins with `=>`; the expectation ends at a blank line. Its first line is the header, the others are rows of
 * JSON-safe values. `=> ordered` compares rows in sequence, `=>` as a multiset; `=> error semantic: text` expects an error of that kind whose
 * message or hint holds the text. The clock stands at 2024-05-01T00:00:00Z.
 */
export interface Case {
  readonly file: string;
  readonly line: number;
  readonly title: string;
  readonly query: string;
  readonly expected: ExpectedRows | ExpectedError;
}

export interface ExpectedRows {
  readonly kind: 'rows';
  readonly ordered: boolean;
  readonly columns: readonly string[];
  readonly rows: readonly unknown[][];
}

export interface ExpectedError {
  readonly kind: 'error';
  readonly error: string;
  readonly text: string;
}

export const casesFolder = path.resolve(import.meta.dirname, 'cases');

export function caseFiles(folder = casesFolder): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.kql'))
    .sort();
}

export function readCases(file: string, folder = casesFolder): Case[] {
  const lines = readFileSync(path.join(folder, file), 'utf8').split('\n');
  const cases: Case[] = [];
  let at = 0;
  for (;;) {
    while (at < lines.length && lines[at].trim() === '') at++;
    if (at >= lines.length) return cases;
    const line = at + 1;
    const title: string[] = [];
    while (at < lines.length && lines[at].startsWith('//')) title.push(lines[at++].slice(2).trim());
    if (title.length === 0) throw new Error(`${file}:${line}: a case begins with a comment that says what it shows`);
    const query: string[] = [];
    while (at < lines.length && !lines[at].startsWith('=>')) query.push(lines[at++]);
    if (at >= lines.length) throw new Error(`${file}:${line}: the case has no => line`);
    const verdict = lines[at++].slice(2).trim();
    const expectation: string[] = [];
    while (at < lines.length && lines[at].trim() !== '') expectation.push(lines[at++]);
    cases.push({
      file,
      line,
      title: title.join(' '),
      query: query.join('\n'),
      expected: readExpectation(`${file}:${line}`, verdict, expectation),
    });
  }
}

function readExpectation(place: string, verdict: string, lines: readonly string[]): ExpectedRows | ExpectedError {
  const error = /^error (\w+): ?(.*)$/.exec(verdict);
  if (error) return { kind: 'error', error: error[1], text: error[2] };
  if (verdict !== '' && verdict !== 'ordered') throw new Error(`${place}: unknown verdict \`${verdict}\``);
  const [header, ...rows] = lines;
  if (header === undefined) throw new Error(`${place}: the expectation has no header`);
  return {
    kind: 'rows',
    ordered: verdict === 'ordered',
    columns: header === '' ? [] : header.split(', '),
    rows: rows.map((row) => {
      try {
        return JSON.parse(`[${row}]`) as unknown[];
      } catch {
        throw new Error(`${place}: this row is no list of JSON values: ${row}`);
      }
    }),
  };
}

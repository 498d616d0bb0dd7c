import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as yaml from 'yaml';
import { KqlError, positionAt } from '../../src/errors.ts';
import { rulesIn } from '../../src/rules/load/index.ts';
import { errorInFile, offsetInFile, type PlacedText } from '../../src/rules/places.ts';
import { sharedFolder } from '../oracle/microsoft.ts';

type Style = 'BLOCK_LITERAL' | 'BLOCK_FOLDED' | 'QUOTE_DOUBLE' | 'QUOTE_SINGLE' | 'PLAIN' | 'JSON';
const styles: readonly Style[] = ['BLOCK_LITERAL', 'BLOCK_FOLDED', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'PLAIN', 'JSON'];

interface Written {
  readonly source: string;
  /** The style that the library took: not every style can hold every text. */
  readonly style: Style;
}

/** A rule around a query, written by the library; undefined where it writes what it cannot read again. */
function written(query: string, style: Style): Written | undefined {
  if (style === 'JSON') return { source: JSON.stringify({ name: 'x', nested: [1, '\u00e9'], query, kind: 'NRT' }, null, 2), style };
  const document = new yaml.Document({ name: 'x', query, kind: 'NRT' });
  (document.get('query', true) as { type?: string }).type = style;
  const source = document.toString();
  const { value, type } = yaml.parseDocument(source).get('query', true) as { value?: unknown; type?: Style };
  return value === query && type !== undefined ? { source, style: type } : undefined;
}

const load = async (text: string, style: Style): Promise<PlacedText> =>
  (await rulesIn(style === 'JSON' ? 'a.json' : 'a.yaml', text))[0].query;

/** The characters of the query that are not those at their place in the file. */
function displaced(placed: PlacedText): { character: string; inFile: string }[] {
  const others: { character: string; inFile: string }[] = [];
  for (let at = 0; at < placed.text.length; at++) {
    const inFile = placed.source[offsetInFile(placed, at)];
    if (inFile !== placed.text[at]) others.push({ character: placed.text[at], inFile });
  }
  return others;
}

/** What a character may stand for in a file of each form: an escape, or a fold. */
function isEscapeOrFold({ character, inFile }: { character: string; inFile: string }, style: Style): boolean {
  if (style === 'JSON') return inFile === '\\';
  if (style === 'QUOTE_DOUBLE') return inFile === '\\' || (character === ' ' && inFile === '\n');
  return style !== 'BLOCK_LITERAL' && /[ \n]/.test(character);
}

function expectPlaced(placed: PlacedText, style: Style): void {
  const wrong = displaced(placed).filter((one) => !isEscapeOrFold(one, style));
  expect(wrong.slice(0, 5), style).toEqual([]);
  let last = -1;
  for (let at = 0; at < placed.text.length; at++) {
    const place = offsetInFile(placed, at);
    if (place < last) expect.fail(`${style}: the places run backwards at ${at}`);
    last = place;
  }
}

describe('the characters of a query', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'T',
      '| where a == "x"',
      "// it's",
      '\\',
      '"',
      "'",
      '#',
      ': ',
      '  ',
      '\t',
      '\n',
      '\n\n',
      '\n    ',
      '{',
      '}',
      '%',
      'é',
      '😀',
    ),
    fc.string({ maxLength: 6 }),
  );
  const text = fc.array(piece, { maxLength: 25 }).map((parts) => `T${parts.join('')}`.replace(/(?![\t\n])\p{Cc}/gu, ' '));

  it('stand at their places in the file, whatever the form', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom(...styles), fc.boolean(), async (query, style, crlf) => {
        const file = written(query, style);
        if (file === undefined) return;
        const placed = await load(crlf ? file.source.replaceAll('\n', '\r\n') : file.source, style);
        expect(placed.text).toBe(query);
        expectPlaced(placed, file.style);
      }),
      { numRuns: 1500 },
    );
  });

  const lineOf = fc.constantFrom('', 'a', '  b', ' c: d', '\td', "e''f", 'g # h', '   ', 'i\\n');

  it('stand at their places in scalars written by hand, as the library reads them', async () => {
    const header = fc.tuple(
      fc.constantFrom('|', '>'),
      fc.constantFrom('', '-', '+'),
      fc.constantFrom('', '2'),
      fc.constantFrom('', ' # why'),
    );
    await fc.assert(
      fc.asyncProperty(header, fc.array(lineOf, { maxLength: 8 }), fc.boolean(), async ([mark, chomping, indent, comment], body, ends) => {
        const source = `name: x\nkind: NRT\nquery: ${mark}${indent}${chomping}${comment}\n${['q', ...body].map((line) => `  ${line}`).join('\n')}${ends ? '\n' : ''}`;
        const expected = (yaml.parse(source) as { query: string }).query;
        const placed = await load(source, 'BLOCK_FOLDED');
        expect(placed.text).toBe(expected);
        expectPlaced(placed, mark === '|' && ends ? 'BLOCK_LITERAL' : 'BLOCK_FOLDED');
      }),
      { numRuns: 1500 },
    );
  });

  it('stand at their places in quotes over several lines, as the library reads them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("'", '"', ''), fc.array(lineOf, { maxLength: 6 }), async (quote, body) => {
        const inside = ['q', ...body.map((line) => `   ${line}`)].join('\n');
        const source = `name: x\nkind: NRT\nquery: ${quote}${inside}${quote}\nseverity: Low\n`;
        let expected: unknown;
        try {
          expected = (yaml.parse(source) as { query: unknown }).query;
        } catch {
          return;
        }
        const placed = await load(source, 'QUOTE_SINGLE');
        expect(placed.text).toBe(expected);
        expectPlaced(placed, quote === '"' ? 'QUOTE_DOUBLE' : 'QUOTE_SINGLE');
      }),
      { numRuns: 1500 },
    );
  });
});

describe('an error in a query', () => {
  const place = async (file: string, source: string, needle: string): Promise<{ line: number; column: number }> => {
    const [{ query }] = await rulesIn(file, source);
    const start = query.text.indexOf(needle);
    const { line, column } = errorInFile(
      query,
      new KqlError({ kind: 'semantic', message: '', span: { start, end: start + 1 } }, query.text),
    );
    return { line: line as number, column: column as number };
  };

  it('has the line and column of the file', async () => {
    expect(await place('a.yaml', 'name: a\nkind: NRT\nquery: |\n    T\n    | where x\n', 'where')).toEqual({ line: 5, column: 7 });
    expect(await place('a.yaml', 'name: a\r\nkind: NRT\r\nquery: >-\r\n  T\r\n  | where x\r\n', 'where')).toEqual({ line: 5, column: 5 });
    expect(await place('a.yaml', 'name: a\nkind: NRT\nquery: "T\\n\\t| where x"\n', 'where')).toEqual({ line: 3, column: 16 });
    expect(await place('a.yaml', "- name: a\n  kind: NRT\n  query: 'T ''| where x'\n", 'where')).toEqual({ line: 3, column: 17 });
    expect(await place('a.json', '{"name": "a", "kind": "NRT",\n  "query": "T\\u000a| where"}', 'where')).toEqual({ line: 2, column: 22 });
    expect(await place('a.md', '# a\n\n1. b\n   ```kql\n   T\n   | where x\n   ```\n', 'where')).toEqual({ line: 6, column: 6 });
  });
});

const corpus = path.join(sharedFolder, 'corpus/rules-dev.jsonl.gz');

describe.skipIf(!existsSync(corpus))('real queries (skipped where ../shared is missing)', () => {
  it('load from rules in every form, each character at its place', async () => {
    const queries = gunzipSync(readFileSync(corpus))
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; query: string })
      .filter(({ kind }) => kind === 'rule-yaml');
    let loaded = 0;
    for (const { query } of queries) {
      for (const style of styles) {
        const file = written(query, style);
        if (file === undefined) continue;
        const placed = await load(file.source, style);
        if (placed.text !== query) expect(placed.text).toBe(query);
        expectPlaced(placed, file.style);
        expect(positionAt(file.source, offsetInFile(placed, 0)).line).toBeGreaterThan(1);
        loaded++;
      }
    }
    expect(queries.length).toBe(832);
    expect(loaded).toBeGreaterThan(4000);
  });
});

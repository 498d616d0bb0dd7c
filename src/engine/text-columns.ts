import { createBuilder, missingCell } from '../data/builder.ts';
import { cellReader } from '../data/cells.ts';
import type { TextEntries } from '../data/dictionary.ts';
import type { ScalarType } from '../data/types.ts';
import { type Cell, constantVector, type Vector } from '../data/vector.ts';

/** Takes a text apart into cells, one a column; undefined when it does not have the form that is looked for. */
export type TextParser = (text: string) => readonly Cell[] | undefined;

export interface TextColumns {
  readonly columns: readonly Vector[];
  /** 1 for rows whose text was taken apart. */
  readonly matched: Uint8Array;
}

/** Evaluates a parser over columns of text, once for each distinct text of a dictionary over the whole query. */
export interface TextColumnsReader {
  read(texts: Vector): TextColumns;
}

export function createTextColumns(types: readonly ScalarType[], parse: TextParser, interrupt: () => void): TextColumnsReader {
  const missing = types.map(missingCell);
  const memos = new WeakMap<TextEntries, Memo>();
  return {
    read(texts) {
      if (texts.encoding === 'coded-text') {
        let memo = memos.get(texts.dictionary);
        if (memo === undefined) {
          memo = createMemo(types);
          memos.set(texts.dictionary, memo);
        }
        return readCoded(memo, texts, types, parse, missing, interrupt);
      }
      const { length } = texts;
      if (texts.encoding === 'constant') {
        const cells = parse(texts.value as string);
        return {
          columns: types.map((type, k) => constantVector(type, cells === undefined ? missing[k] : cells[k], length)),
          matched: new Uint8Array(length).fill(cells === undefined ? 0 : 1),
        };
      }
      const builders = types.map(createBuilder);
      const matched = new Uint8Array(length);
      const readText = cellReader(texts);
      for (let row = 0; row < length; row++) {
        const cells = parse(readText(row) as string);
        if (cells !== undefined) matched[row] = 1;
        for (let k = 0; k < builders.length; k++) builders[k].append(cells === undefined ? missing[k] : cells[k]);
        if ((row & 1023) === 1023) interrupt();
      }
      return { columns: builders.map((builder) => builder.finish()), matched };
    },
  };
}

/** What has been found for the entries of one dictionary, by code: 0 not looked at, 1 not matched, 2 matched. */
interface Memo {
  readonly states: number[];
  readonly columns: readonly Cell[][];
  /** One object over all segments, because functions of a column keep their own results under it. */
  readonly entries: readonly (TextEntries | undefined)[];
}

function createMemo(types: readonly ScalarType[]): Memo {
  const columns = types.map((): Cell[] => []);
  const entries = types.map((type, k) => (type === 'string' ? { entries: columns[k] as string[] } : undefined));
  return { states: [], columns, entries };
}

function readCoded(
  { states, columns, entries }: Memo,
  texts: Extract<Vector, { encoding: 'coded-text' }>,
  types: readonly ScalarType[],
  parse: TextParser,
  missing: readonly Cell[],
  interrupt: () => void,
): TextColumns {
  const { codes, dictionary, length } = texts;
  // filled up to the end, because an array with far gaps turns into a hash table
  for (let code = states.length; code < dictionary.entries.length; code++) {
    states.push(0);
    columns.forEach((column, k) => {
      column.push(missing[k]);
    });
  }
  const matched = new Uint8Array(length);
  let parsed = 0;
  for (let row = 0; row < length; row++) {
    const code = codes[row];
    if (states[code] === 0) {
      const cells = parse(dictionary.entries[code]);
      states[code] = cells === undefined ? 1 : 2;
      if (cells !== undefined) for (let k = 0; k < cells.length; k++) columns[k][code] = cells[k];
      if ((++parsed & 1023) === 0) interrupt();
    }
    matched[row] = states[code] - 1;
  }
  const vectors = types.map((type, k): Vector => {
    const shared = entries[k];
    if (shared !== undefined) return { encoding: 'coded-text', type: 'string', length, nulls: undefined, codes, dictionary: shared };
    const builder = createBuilder(type);
    const values = columns[k];
    for (let row = 0; row < length; row++) builder.append(values[codes[row]]);
    return builder.finish();
  });
  return { columns: vectors, matched };
}

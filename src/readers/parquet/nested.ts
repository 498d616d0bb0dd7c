import { textOfCell } from '../../data/convert.ts';
import { type Dynamic, dynamicOfCell } from '../../data/dynamic.ts';
import type { Cell } from '../../data/vector.ts';
import { cellType, leafCells } from './cells.ts';
import type { Page } from './pages.ts';
import type { LeafKind, ParquetNode } from './schema.ts';

/** The pages of a leaf in a row group, and how far they have been read. */
export interface LeafCursor {
  readonly pages: readonly Page[];
  page: number;
  entry: number;
  /** Values of the page that have been read. */
  value: number;
  /** Reads a value of the page. */
  cellAt: ((index: number) => Cell | undefined) | undefined;
}

export function cursorOf(pages: readonly Page[]): LeafCursor {
  return { pages: pages.filter(({ entries }) => entries > 0), page: 0, entry: 0, value: 0, cellAt: undefined };
}

/** Whether everything has been read. */
export function isOver({ pages, page }: LeafCursor): boolean {
  return page >= pages.length;
}

/**
 * Puts the value of a column in the next row together from its leaves: a list as an array, a map and a struct as a bag. A null is null at
 * every depth. A value without a cell is null, and `unfit` hears of it.
 */
export function nextRow(node: ParquetNode, cursors: readonly LeafCursor[], unfit: () => void): Dynamic {
  const first = node.leaf;
  const value = valueIn(node);
  for (const cursor of cursors)
    if (!isOver(cursor) && repetitionOf(cursor) !== 0) throw new Error('a row that goes on where it should end');
  return value;

  function valueIn(at: ParquetNode): Dynamic {
    if (at.element.repetition_type === 'REPEATED') return itemsOf(at, (item) => innerOf(item)) ?? [];
    return innerOf(at);
  }

  /** The value of a node of which one is there, or none. */
  function innerOf(at: ParquetNode): Dynamic {
    const cursor = cursors[at.leaf - first];
    if (at.children.length === 0) return leafValue(at, cursor);
    if (definitionOf(cursor, at) < at.definition) {
      skip(at);
      return null;
    }
    const [only, second] = at.children;
    const annotation = at.element.converted_type ?? at.element.logical_type?.type;
    if (second === undefined && only.element.repetition_type === 'REPEATED') {
      if (annotation === 'LIST') return listOf(only, at.name);
      if ((annotation === 'MAP' || annotation === 'MAP_KEY_VALUE') && only.children.length === 2) return mapOf(only);
    }
    const bag = new Map<string, Dynamic>();
    for (const child of at.children) bag.set(child.name, valueIn(child));
    return bag;
  }

  /** The repeated group of a list holds the element, or is it, as older writers have it. */
  function listOf(repeated: ParquetNode, name: string): Dynamic {
    const isElement = repeated.children.length !== 1 || repeated.name === 'array' || repeated.name === `${name}_tuple`;
    return itemsOf(repeated, (item) => (isElement ? innerOf(item) : valueIn(item.children[0]))) ?? [];
  }

  function mapOf(repeated: ParquetNode): Dynamic {
    const bag = new Map<string, Dynamic>();
    const [key, value] = repeated.children;
    itemsOf(repeated, () => {
      const name = valueIn(key);
      bag.set(textOfCell('dynamic', name), valueIn(value));
      return null;
    });
    return bag;
  }

  /** What stands at a repeated node; undefined when that is nothing. */
  function itemsOf(at: ParquetNode, item: (at: ParquetNode) => Dynamic): Dynamic[] | undefined {
    const cursor = cursors[at.leaf - first];
    if (definitionOf(cursor, at) < at.definition) {
      skip(at);
      return undefined;
    }
    const items: Dynamic[] = [];
    do items.push(item(at));
    while (!isOver(cursor) && repetitionOf(cursor) === at.repetition);
    return items;
  }

  /** One entry of every leaf says that nothing is there. */
  function skip(at: ParquetNode): void {
    if (at.children.length === 0) advance(cursors[at.leaf - first], false);
    else for (const child of at.children) skip(child);
  }

  function leafValue(at: ParquetNode, cursor: LeafCursor): Dynamic {
    if (definitionOf(cursor, at) < at.definition) {
      advance(cursor, false);
      return null;
    }
    const { values } = cursor.pages[cursor.page];
    const read = at.read as LeafKind;
    cursor.cellAt ??= leafCells(read, values.form === 'codes' ? values.dictionary.values : values);
    const cell = cursor.cellAt(values.form === 'codes' ? values.codes[cursor.value] : cursor.value);
    advance(cursor, true);
    if (cell === undefined) unfit();
    return dynamicOfCell(cellType(read), cell ?? null);
  }
}

/** The definition level of the next entry, or the highest. */
function definitionOf(cursor: LeafCursor, { definition }: ParquetNode): number {
  if (isOver(cursor)) throw new Error('a column with fewer values than rows');
  return cursor.pages[cursor.page].definitions?.[cursor.entry] ?? Math.max(definition, 255);
}

function repetitionOf({ pages, page, entry }: LeafCursor): number {
  return pages[page].repetitions?.[entry] ?? 0;
}

function advance(cursor: LeafCursor, hasValue: boolean): void {
  if (isOver(cursor)) throw new Error('a column with fewer values than rows');
  if (hasValue) cursor.value++;
  if (++cursor.entry < cursor.pages[cursor.page].entries) return;
  cursor.page++;
  cursor.entry = 0;
  cursor.value = 0;
  cursor.cellAt = undefined;
}

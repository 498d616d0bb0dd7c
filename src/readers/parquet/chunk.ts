import type { Dynamic } from '../../data/dynamic.ts';
import { fail } from '../../errors.ts';
import { NoText } from './cells.ts';
import { damaged, type ParquetFile, type RowGroup } from './file.ts';
import { cursorOf, isOver, type LeafCursor, nextRow } from './nested.ts';
import type { Output } from './outputs.ts';
import { type Page, pagesOf } from './pages.ts';
import type { LeafKind, ParquetColumn, ParquetNode } from './schema.ts';

/** The leaves of one row of a nested column are read together, so its pages are kept; more values than these are taken for damage. */
const maxKeptEntries = 1 << 28;

/** Hands a column of a row group on to an output, as many rows as are asked for. */
export class ChunkReader {
  private readonly file: ParquetFile;
  private readonly column: ParquetColumn;
  private readonly group: RowGroup;
  private readonly output: Output;
  private readonly consumed: (bytes: number) => void;
  private pages: AsyncGenerator<Page, void, undefined> | undefined;
  private page: Page | undefined;
  /** Entries and values of the page that have been taken. */
  private entry = 0;
  private value = 0;
  private cursors: readonly LeafCursor[] | undefined;

  constructor(file: ParquetFile, column: ParquetColumn, group: RowGroup, output: Output, consumed: (bytes: number) => void) {
    this.file = file;
    this.column = column;
    this.group = group;
    this.output = output;
    this.consumed = consumed;
  }

  async take(rows: number): Promise<void> {
    try {
      if (this.isFlat) await this.takeFlat(rows, this.column.node.read as LeafKind);
      else await this.takeNested(rows);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Throws where the column goes on behind the rows of its group. */
  async end(): Promise<void> {
    try {
      const isRest = this.cursors === undefined ? await this.nextPage() : this.cursors.some((cursor) => !isOver(cursor));
      if (isRest) throw new Error(`the column ${this.column.node.name} has more values than rows`);
    } catch (error) {
      this.fail(error);
    }
  }

  private get isFlat(): boolean {
    const { node } = this.column;
    return node.children.length === 0 && node.element.repetition_type !== 'REPEATED';
  }

  private async takeFlat(rows: number, read: LeafKind): Promise<void> {
    const { output } = this;
    const { definition } = this.column.node;
    for (let left = rows; left > 0; ) {
      if (!(await this.nextPage())) throw new Error(`the column ${this.column.node.name} has fewer values than rows`);
      const { entries, definitions, values } = this.page as Page;
      const count = Math.min(left, entries - this.entry);
      left -= count;
      if (definitions === undefined) {
        output.append(read, values, this.value, this.value + count);
        this.entry += count;
        this.value += count;
        continue;
      }
      for (const end = this.entry + count; this.entry < end; ) {
        const start = this.entry;
        const isThere = definitions[start] === definition;
        while (this.entry < end && (definitions[this.entry] === definition) === isThere) this.entry++;
        const run = this.entry - start;
        if (isThere) {
          output.append(read, values, this.value, this.value + run);
          this.value += run;
        } else output.appendNulls(run);
      }
    }
  }

  private async takeNested(rows: number): Promise<void> {
    const { node } = this.column;
    this.cursors ??= await this.allPages();
    let unfit = 0;
    for (let i = 0; i < rows; i++) {
      const value: Dynamic = nextRow(node, this.cursors, () => unfit++);
      this.output.appendDynamic(value);
    }
    for (let i = 0; i < unfit; i++) this.output.refuse('out of range');
  }

  /** Whether there is an entry that has not been taken. */
  private async nextPage(): Promise<boolean> {
    this.pages ??= this.pagesOf(this.column.node);
    while (this.page === undefined || this.entry === this.page.entries) {
      const { done, value } = await this.pages.next();
      if (done) return false;
      this.page = value;
      this.entry = 0;
      this.value = 0;
    }
    return true;
  }

  private async allPages(): Promise<LeafCursor[]> {
    const cursors: LeafCursor[] = [];
    let entries = 0;
    for (const leaf of leavesOf(this.column.node)) {
      const pages: Page[] = [];
      for await (const page of this.pagesOf(leaf)) {
        pages.push(page);
        entries += page.entries;
        if (entries > maxKeptEntries) throw new Error(`the column ${this.column.node.name} has too many values in a row group`);
      }
      cursors.push(cursorOf(pages));
    }
    return cursors;
  }

  private pagesOf(leaf: ParquetNode): AsyncGenerator<Page, void, undefined> {
    return pagesOf(this.file, this.column.node.name, leaf, this.group.chunks[leaf.leaf], this.consumed);
  }

  private fail(error: unknown): never {
    const { name } = this.file;
    if (error instanceof NoText)
      fail(
        'unsupported',
        `${name}: the column ${this.column.node.name} cannot be read: its bytes are not said to be text, and are none`,
        undefined,
        'a schema without the column passes over it (--schema, schema)',
      );
    return damaged(name, error);
  }
}

/** The leaves of a column, in the order of the schema. */
export function leavesOf(node: ParquetNode): ParquetNode[] {
  return node.children.length === 0 ? [node] : node.children.flatMap(leavesOf);
}

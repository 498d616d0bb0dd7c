import { createSegment, type Segment, segmentLength } from '../data/segment.ts';
import type { ScalarType } from '../data/types.ts';
import type { Vector } from '../data/vector.ts';
import { fail } from '../errors.ts';
import { batchRows, RowBatch } from './batch.ts';
import { describeValue } from './columns/fit.ts';
import { createWriter } from './columns/index.ts';
import type { ColumnTarget, ColumnWriter } from './columns/writer.ts';
import { DictionaryRoom } from './dictionary-room.ts';
import { ColumnInference } from './inference.ts';
import { type ColumnOrigin, isOpen, type ReadPlan } from './plan.ts';

/** A segment is cut early when its rows took this many bytes in the source. */
const maxSegmentBytes = 64 * 1024 * 1024;
const leastSegmentBytes = 1024 * 1024;
/** What of the memory that a reading may take is for the rows of a segment, as they are in the source, … */
export const segmentShare = 1 / 12;
/** … and what for dictionaries. */
export const dictionariesShare = 1 / 6;

/** A type that a file itself declares for a column. */
export interface HeaderType {
  readonly type: ScalarType;
  readonly reason: string;
}

/** Where the rows of a batch stand, for messages. */
export interface Place {
  readonly input: string;
  lineOf(row: number): number;
}

/** What takes the rows of a table as they are tokenised. */
export interface RowSink {
  readonly batch: RowBatch;
  /** A file begins: what it does not ask for with `columnOf` has no values in it. */
  begin(): void;
  /** The column of the batch for a name of the source; -1 when its values are not wanted. A file may declare its type. */
  columnOf(name: string, header?: HeaderType): number;
  /** Takes the rows of the batch, which stand in so many bytes, and empties it. */
  take(place: Place, bytes: number): void;
}

/** A value contradicts the type that was inferred from the values before it. */
export class Contradiction extends Error {
  readonly column: string;
  readonly type: ScalarType;
  readonly value: string;
  readonly input: string;
  readonly line: number;

  constructor(column: string, type: ScalarType, value: string, input: string, line: number) {
    super(`${input}:${line}: column ${column} is no ${type} here`);
    this.column = column;
    this.type = type;
    this.value = value;
    this.input = input;
    this.line = line;
  }
}

/** Values of a column that did not fit its type and were read as null. */
export interface Misfits {
  readonly column: string;
  readonly type: ScalarType;
  count: number;
  /** The first of them. */
  readonly value: string;
  readonly input: string;
  readonly line: number;
}

interface SinkColumn {
  readonly name: string;
  /** Undefined while its type is not known: no value has come yet. */
  origin: ColumnOrigin | undefined;
  writer: ColumnWriter | undefined;
  /** Whether the file that is being read has such a column. */
  present: boolean;
}

/** Builds segments of a plan's columns. */
export class SegmentSink implements RowSink {
  readonly batch = new RowBatch();
  readonly misfits = new Map<string, Misfits>();
  private readonly plan: ReadPlan;
  private readonly columns: SinkColumn[] = [];
  private readonly byName = new Map<string, number>();
  private readonly wanted: number;
  private readonly room: DictionaryRoom;
  private readonly segmentBytes: number;
  private rows = 0;
  private bytes = 0;
  private place: Place | undefined;
  /** The first name that a given schema does not have; '' once there was one that it has. */
  private stranger: string | undefined;

  /**
   * `wanted` are the positions of the plan's columns that the segments have, in this order. Where the segments are not kept, `memoryBytes` is
   * about what may be in memory at a time.
   */
  constructor(plan: ReadPlan, wanted: readonly number[], memoryBytes = Number.POSITIVE_INFINITY) {
    this.plan = plan;
    this.room = new DictionaryRoom(memoryBytes * dictionariesShare);
    this.segmentBytes = Math.min(maxSegmentBytes, Math.max(leastSegmentBytes, memoryBytes * segmentShare));
    for (const { name } of plan.columns) this.byName.set(name, -1);
    for (const index of wanted) {
      const origin = plan.columns[index];
      this.byName.set(origin.name, this.columns.length);
      const column: SinkColumn = { name: origin.name, origin: undefined, writer: undefined, present: false };
      if (plan.unknown !== 'add' || !isOpen(origin)) this.open(column, origin);
      this.columns.push(column);
    }
    this.wanted = wanted.length;
    this.batch.widen(this.columns.length);
  }

  begin(): void {
    for (const column of this.columns) column.present = false;
  }

  columnOf(name: string, header?: HeaderType): number {
    const known = this.byName.get(name);
    if (known !== undefined) {
      if (known >= 0) this.columns[known].present = true;
      this.stranger = '';
      return known;
    }
    if (this.plan.unknown === 'ignore') {
      this.stranger ??= name;
      return -1;
    }
    const index = this.columns.length;
    this.byName.set(name, index);
    const origin: ColumnOrigin | undefined = header && { name, type: header.type, why: 'header', reason: header.reason };
    const column: SinkColumn = { name, origin, writer: undefined, present: true };
    if (origin !== undefined && this.plan.unknown === 'add') this.open(column, origin);
    this.columns.push(column);
    this.batch.widen(this.columns.length);
    return index;
  }

  take(place: Place, bytes: number): void {
    const { batch, columns } = this;
    if (this.place === undefined && this.stranger) {
      const hint = `the data has ${JSON.stringify(this.stranger)}, the schema ${JSON.stringify(this.plan.columns[0]?.name)}`;
      fail('data', `${place.input}: the data has none of the columns of the schema`, undefined, hint);
    }
    this.place = place;
    for (let index = 0; index < columns.length; index++) {
      const column = columns[index];
      if (!column.present) {
        column.writer?.appendNulls(batch.count);
        continue;
      }
      if (column.writer === undefined) this.decide(column, index, place);
      column.writer?.append(batch, index);
    }
    this.rows += batch.count;
    this.bytes += bytes;
    batch.clear();
    batch.limit = Math.min(batchRows, segmentLength - this.rows);
  }

  /** Whether a segment is complete. */
  get isFull(): boolean {
    return this.rows === segmentLength || this.bytes >= this.segmentBytes;
  }

  /** The vectors of all columns of the rows since the last cut; undefined for a column of which no value has come. */
  cut(): { readonly vectors: (Vector | undefined)[]; readonly length: number } {
    const vectors = this.columns.map((column) => column.writer?.finish());
    const length = this.rows;
    this.rows = 0;
    this.bytes = 0;
    this.batch.limit = batchRows;
    return { vectors, length };
  }

  /** The same as a segment of the wanted columns. */
  segment(): Segment {
    const { vectors, length } = this.cut();
    return createSegment(vectors.slice(0, this.wanted) as Vector[], length);
  }

  get isEmpty(): boolean {
    return this.rows === 0;
  }

  /** All columns, in the order of the vectors; those without any value are strings. */
  get origins(): ColumnOrigin[] {
    return this.columns.map(({ name, origin }) => origin ?? { name, type: 'string', why: 'inferred', reason: 'no value' });
  }

  /** A column that the plan does not know gets its type from the first batch that has a value of it. */
  private decide(column: SinkColumn, index: number, place: Place): void {
    const inference = new ColumnInference();
    inference.add(this.batch, index, place.input, place.lineOf);
    if (inference.isOpen) return;
    const origin: ColumnOrigin = { name: column.name, ...inference.result };
    if (this.plan.unknown === 'refuse') {
      const { value = '', line = 0 } = origin.example ?? {};
      throw new Contradiction(column.name, 'string', value, place.input, line);
    }
    this.open(column, origin);
  }

  private open(column: SinkColumn, origin: ColumnOrigin): void {
    column.origin = origin;
    column.writer = createWriter(this.target(origin));
    column.writer.appendNulls(this.rows);
  }

  private target(origin: ColumnOrigin): ColumnTarget {
    const { name, type } = origin;
    const inferred = origin.why === 'inferred';
    return {
      name,
      type,
      inferred,
      room: this.room,
      misfit: (batch, at) => {
        const place = this.place as Place;
        const line = (): number => place.lineOf(at % batchRows);
        if (inferred) throw new Contradiction(name, type, describeValue(batch, at), place.input, line());
        const known = this.misfits.get(name);
        if (known !== undefined) known.count++;
        else this.misfits.set(name, { column: name, type, count: 1, value: describeValue(batch, at), input: place.input, line: line() });
      },
    };
  }
}

/** Gathers what the columns hold, without keeping anything: for deciding types. */
export class InferenceSink implements RowSink {
  readonly batch = new RowBatch();
  rows = 0;
  private readonly known: ReadonlySet<string>;
  private readonly columns: { readonly name: string; readonly header: HeaderType | undefined; readonly inference: ColumnInference }[] = [];
  private readonly byName = new Map<string, number>();

  /** Columns that are known need no inference. */
  constructor(known: Iterable<string>) {
    this.known = new Set(known);
  }

  begin(): void {}

  columnOf(name: string, header?: HeaderType): number {
    if (this.known.has(name)) return -1;
    let index = this.byName.get(name);
    if (index === undefined) {
      index = this.columns.length;
      this.byName.set(name, index);
      this.columns.push({ name, header, inference: new ColumnInference() });
      this.batch.widen(this.columns.length);
    }
    return index;
  }

  take(place: Place): void {
    const { batch } = this;
    this.columns.forEach(({ header, inference }, index) => {
      if (header === undefined) inference.add(batch, index, place.input, place.lineOf);
    });
    this.rows += batch.count;
    batch.clear();
  }

  /** The columns in the order in which they came. */
  get origins(): ColumnOrigin[] {
    return this.columns.map(({ name, header, inference }) =>
      header === undefined ? { name, ...inference.result } : { name, type: header.type, why: 'header', reason: header.reason },
    );
  }
}

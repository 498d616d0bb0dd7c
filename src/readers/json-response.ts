import { freeName } from '../data/schema.ts';
import { type ScalarType, scalarTypeOf } from '../data/types.ts';
import { fail } from '../errors.ts';
import { ArrayRows } from './json-rows.ts';
import { JsonWalker } from './json-walker.ts';
import type { ScanContext, Scanner, Signal } from './scan.ts';
import type { HeaderType } from './sink.ts';

type Walk<Result> = Generator<Signal, Result, undefined>;
type TypedColumnOf = (name: string, header?: HeaderType) => number;

/** Enough of an array's first element to see whether it is a table of a response. */
const lookAhead = 4096;
const tableStart = /^\[\s*\{\s*(?:"[^"]*"\s*:\s*(?:"[^"]*"|[-\w.]+)\s*,\s*)*"columns"\s*:\s*\[/i;

/**
 * Reads the tables of query responses: `Tables` of Kusto's first protocol and `tables` of Log Analytics, of which the first is the result,
 * or `Columns` and `Rows` of a single table. Columns come before rows.
 */
export class ResponseReader {
  found = false;
  private readonly walker: JsonWalker;
  private readonly columnOf: TypedColumnOf;
  private columns: number[] | undefined;

  constructor(walker: JsonWalker, columnOf: TypedColumnOf) {
    this.walker = walker;
    this.columnOf = columnOf;
  }

  /** Reads the array here, if it is part of a response; false when it is not, and nothing was read. */
  *property(key: string): Walk<boolean> {
    const { walker } = this;
    const name = key.toLowerCase();
    if (name === 'tables' && (yield* this.isTable())) {
      const reader = this;
      this.found = true;
      yield* walker.elements(function* (index) {
        if (index > 0) yield* walker.skip();
        else yield* reader.table();
      });
      return true;
    }
    const inside = yield* walker.peekInside();
    if (name === 'columns' && (inside === 0x7b || inside === 0x5d)) {
      const declared = yield* walker.value();
      if (isColumnList(declared)) this.columns = openColumns(declared, this.columnOf);
      return true;
    }
    if (name === 'rows' && inside === 0x5b) {
      if (this.columns === undefined)
        fail('unsupported', `${walker.context.name}: the rows are arrays, and their columns do not come before them`);
      this.found = true;
      yield* tableRows(walker, this.columns);
      return true;
    }
    if (name === 'rows' && this.columns !== undefined && inside === 0x5d) this.found = true;
    return false;
  }

  /** One table of several. */
  private *table(): Walk<void> {
    const { walker, columnOf } = this;
    let columns: number[] | undefined;
    yield* walker.keys(function* (key, byte) {
      const name = key.toLowerCase();
      if (name === 'columns' && byte === 0x5b) columns = openColumns(yield* walker.value(), columnOf);
      else if (name === 'rows' && byte === 0x5b) {
        if (columns === undefined) fail('unsupported', `${walker.context.name}: the rows of the response come before its columns`);
        yield* tableRows(walker, columns);
      } else yield* walker.skip();
    });
  }

  private *isTable(): Walk<boolean> {
    const { window } = this.walker.context;
    while (window.end - window.at < lookAhead && !window.final) yield 'more';
    const start = new TextDecoder().decode(window.bytes.subarray(window.at, Math.min(window.at + lookAhead, window.end)));
    return tableStart.test(start);
  }
}

/**
 * The frames of Kusto's second protocol: the rows of the primary result, in one DataTable or in the fragments of a progressive response.
 * Fragments before number `firstFragment` were replaced by later ones. Manual: Query V2 HTTP response.
 */
export function* scanJsonFrames(context: ScanContext, columnOf: TypedColumnOf, firstFragment: number): Scanner {
  const walker = new JsonWalker(context);
  let primary: unknown;
  let columns: number[] | undefined;
  let fragments = 0;
  let results = 0;
  yield* eachFrame(
    walker,
    function* (frame) {
      const isFragment = frame.FrameType === 'TableFragment';
      if (!isFragment && frame.TableKind !== 'PrimaryResult') return yield* walker.skip();
      if (!isFragment && results === 0) {
        if (frame.Columns === undefined) fail('unsupported', `${context.name}: the rows of the response come before its columns`);
        results++;
        yield* tableRows(walker, openColumns(frame.Columns, columnOf));
      } else if (isFragment && frame.TableId === primary && columns !== undefined && fragments++ >= firstFragment) {
        yield* tableRows(walker, columns);
      } else {
        if (!isFragment) results++;
        yield* walker.skip();
      }
    },
    (frame) => {
      if (frame.FrameType === 'TableHeader' && frame.TableKind === 'PrimaryResult' && results++ === 0) {
        primary = frame.TableId;
        columns = openColumns(frame.Columns, columnOf);
      }
      if (frame.FrameType === 'DataSetCompletion' && frame.HasErrors === true) {
        fail('data', `${context.name}: the response is of a query that failed: ${messageOf(frame.OneApiErrors)}`);
      }
    },
  );
  if (results === 0) fail('data', `${context.name}: the response has no primary result`);
  if (results > 1) context.warn(`${context.name}: the response has ${results} results; the first one was read`);
}

/** How many fragments of the primary result a later one replaces: reads the whole response, rows left out. */
export function* countReplacedFragments(context: ScanContext, found: (count: number) => void): Scanner {
  let primary: unknown;
  let fragments = 0;
  yield* eachFrame(new JsonWalker(context), undefined, (frame) => {
    if (frame.FrameType === 'TableHeader' && frame.TableKind === 'PrimaryResult') primary ??= frame.TableId;
    if (frame.FrameType !== 'TableFragment' || frame.TableId !== primary) return;
    if (frame.TableFragmentType === 'DataReplace') found(fragments);
    fragments++;
  });
}

interface Frame {
  FrameType?: unknown;
  TableId?: unknown;
  TableKind?: unknown;
  TableFragmentType?: unknown;
  Columns?: unknown;
  HasErrors?: unknown;
  OneApiErrors?: unknown;
}

/** Visits frames: `rows` when the rows of one are due, with what came before them; `whole` at its end. */
function* eachFrame(walker: JsonWalker, rows: ((frame: Frame) => Walk<void>) | undefined, whole: (frame: Frame) => void): Scanner {
  yield* walker.elements(function* (_, byte) {
    if (byte !== 0x7b) walker.refuse('a frame of a response must be an object');
    const frame: Record<string, unknown> = {};
    yield* walker.keys(function* (key) {
      if (key !== 'Rows') frame[key] = yield* walker.value();
      else if (rows === undefined) yield* walker.skip();
      else yield* rows(frame);
    });
    whole(frame);
  });
  yield* walker.end();
}

function* tableRows(walker: JsonWalker, columns: readonly number[]): Walk<void> {
  const rows = new ArrayRows(walker.tokens, walker.context.batch, columns);
  yield* walker.rows(
    0x5b,
    (start) => rows.row(start),
    'a row of a response must be an array',
    function* () {
      // where a query fails half-way, an object among the rows says so
      if ((yield* walker.peek()) !== 0x7b) return;
      const { OneApiErrors } = (yield* walker.value()) as Frame;
      if (OneApiErrors !== undefined)
        fail('data', `${walker.context.name}: the response is of a query that failed: ${messageOf(OneApiErrors)}`);
    },
  );
}

/** The message of the first of some OneApi errors. */
function messageOf(errors: unknown): string {
  const [first] = Array.isArray(errors) ? errors : [errors];
  const error = (first as { error?: Record<string, unknown> } | undefined)?.error;
  return String(error?.['@message'] ?? error?.message ?? 'it does not say why');
}

type DeclaredColumn = Readonly<Record<string, unknown>>;

function isColumnList(value: unknown): value is DeclaredColumn[] {
  return Array.isArray(value) && value.every((column) => typeof column === 'object' && column !== null && nameOf(column) !== undefined);
}

function nameOf(column: DeclaredColumn): string | undefined {
  const name = column.ColumnName ?? column.name ?? column.Name;
  return typeof name === 'string' ? name : undefined;
}

function openColumns(declared: unknown, columnOf: TypedColumnOf): number[] {
  if (!isColumnList(declared)) return fail('data', 'the columns of the response have no names');
  const names = new Set<string>();
  return declared.map((column) => {
    const name = freeName(nameOf(column) as string, names);
    names.add(name);
    const type = String(column.ColumnType ?? column.type ?? column.DataType ?? column.Type ?? '');
    return columnOf(name, { type: typeOf(type, name), reason: `the response says ${type}` });
  });
}

const dotNetNames = new Map<string, ScalarType>([
  ['string', 'string'],
  ['datetime', 'datetime'],
  ['int32', 'int'],
  ['int64', 'long'],
  ['double', 'real'],
  ['single', 'real'],
  ['sbyte', 'bool'],
  ['boolean', 'bool'],
  ['guid', 'guid'],
  ['timespan', 'timespan'],
  ['sqldecimal', 'decimal'],
  ['decimal', 'decimal'],
  ['object', 'dynamic'],
]);

function typeOf(spelling: string, column: string): ScalarType {
  const folded = spelling.toLowerCase();
  const type = scalarTypeOf(folded) ?? dotNetNames.get(folded.slice(folded.lastIndexOf('.') + 1));
  return (
    type ??
    fail('unsupported', `the response gives column ${JSON.stringify(column)} the type ${JSON.stringify(spelling)}, which is unknown`)
  );
}

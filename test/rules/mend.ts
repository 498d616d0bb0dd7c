import type { ScalarType } from '../../src/data/types.ts';
import { KqlError } from '../../src/errors.ts';
import type { QueryResult } from '../../src/result.ts';
import { databaseFor, parameterText } from './fixtures.ts';
import { columnOf, type TableUse } from './shape.ts';
import type { QueryReads } from './tables-of-query.ts';

const limits = { timeMs: 10_000 };

/** What came of a query. */
export interface Run {
  readonly result: QueryResult | undefined;
  /** What it was refused with at the last. */
  readonly error: KqlError | undefined;
  /** Columns whose type is not the one that was guessed first. */
  readonly mended: ReadonlyMap<string, ScalarType>;
  /** The comparison of two types that do not go together, where one side is a column with a declared type; `result` is then that of a table where it has the type that the query takes it for. */
  readonly mismatch: string | undefined;
}

interface Attempt {
  readonly result: QueryResult | undefined;
  readonly error: KqlError | undefined;
}

/** One query with its tables, as far as they have been made to fit. */
interface Fitting {
  readonly text: string;
  readonly reads: QueryReads;
  readonly seed: number;
  readonly mended: Map<string, ScalarType>;
}

/**
 * Runs a query over generated tables. Where it is refused because of a column whose type was guessed, the other types are tried; where a name
 * is missing, it becomes a column of the tables in turn, or a parameter. What leaves fewer errors is kept.
 */
export async function runQuery(text: string, reads: QueryReads, seed: number): Promise<Run> {
  const fitting: Fitting = { text, reads, seed, mended: new Map() };
  let run = await attempt(fitting);
  let mismatch: string | undefined;
  for (let round = 0; round < 20 && run.error !== undefined && semanticCount(run.error) > 0; round++) {
    let better = (await withOtherType(fitting, run.error, false)) ?? (await withMissingName(fitting, run.error));
    if (better === undefined && semanticCount(run.error) > 0) {
      const comparison = run.error.errors.find(({ message }) => / (cannot compare|compares text, not) /.test(message));
      better = comparison && (await withOtherType(fitting, run.error, true));
      if (better !== undefined) mismatch ??= comparison?.message;
    }
    if (better === undefined) break;
    run = better;
  }
  return { ...run, mended: fitting.mended, mismatch };
}

async function attempt({ text, reads, mended, seed }: Fitting): Promise<Attempt> {
  try {
    return { result: await databaseFor(reads, mended, seed).query(parameterText(reads) + text, { limits, seed }), error: undefined };
  } catch (error) {
    if (!(error instanceof KqlError)) throw error;
    return { result: undefined, error };
  }
}

/** How many findings say that the query is wrong; one that only another finding brought about counts too. */
export function semanticCount(error: KqlError | undefined): number {
  return error?.errors.filter(({ kind }) => kind === 'semantic').length ?? 0;
}

const otherTypes: readonly ScalarType[] = ['string', 'long', 'datetime', 'dynamic', 'real', 'bool', 'timespan', 'guid'];

/** Tries other types for a column near the error: of each table that has it, then of all of them at once. */
async function withOtherType(fitting: Fitting, error: KqlError, declared: boolean): Promise<Attempt | undefined> {
  const { mended, reads } = fitting;
  for (const name of namesNear(error, declared)) {
    const tables = tablesOf(reads).filter((table) => table.columns.has(name) && isDeclared(table, name) === declared);
    const keys = tables.map((table) => `${table.name}.${name}`);
    for (const group of keys.length > 1 ? [...keys.map((key) => [key]), keys] : [keys]) {
      if (group.length === 0) continue;
      const before = group.map((key) => mended.get(key));
      const set = (types: readonly (ScalarType | undefined)[]): void =>
        group.forEach((key, index) => {
          const type = types[index];
          if (type === undefined) mended.delete(key);
          else mended.set(key, type);
        });
      const better = await bestOf(fitting, error, otherTypes, (type) => set(group.map(() => type)));
      if (better !== undefined) return better;
      set(before);
    }
  }
  return undefined;
}

/** The choice that leaves the fewest errors, fewer than before; it is the one that was set last. */
async function bestOf<Choice>(
  fitting: Fitting,
  error: KqlError,
  choices: readonly Choice[],
  set: (choice: Choice) => void,
): Promise<Attempt | undefined> {
  let best: { readonly choice: Choice; readonly tried: Attempt; readonly count: number } | undefined;
  for (const choice of choices) {
    set(choice);
    const tried = await attempt(fitting);
    const count = semanticCount(tried.error);
    if (count < (best?.count ?? semanticCount(error))) best = { choice, tried, count };
    if (count === 0) break;
  }
  if (best !== undefined) set(best.choice);
  return best?.tried;
}

/** The words at the places of the first errors, and for a comparison in a list those before it. */
function namesNear({ errors }: KqlError, before: boolean): Set<string> {
  const places = errors
    .slice(0, 3)
    .map(({ source, span }) => (source && span ? source.slice(Math.max(0, span.start - (before ? 200 : 0)), span.end) : ''));
  return new Set(places.flatMap((place) => (place.match(/\w+/g) ?? []).reverse()));
}

function isDeclared({ declared }: TableUse, name: string): boolean {
  return declared !== undefined && Object.hasOwn(declared, name);
}

async function withMissingName(fitting: Fitting, error: KqlError): Promise<Attempt | undefined> {
  for (const { message } of error.errors) {
    const name = /^(?:there is no column|the name) `([^`]+)`/.exec(message)?.[1];
    if (name === undefined) continue;
    const better =
      (await withEventData(fitting, error, name)) ??
      (message.includes('refers to nothing') ? undefined : await withColumn(fitting, error, name)) ??
      (await withParameter(fitting, error, name));
    if (better !== undefined) return better;
  }
  return undefined;
}

/** A column that pivot makes of the `Data` elements in the text of an event. */
async function withEventData(fitting: Fitting, error: KqlError, name: string): Promise<Attempt | undefined> {
  const texts = tablesOf(fitting.reads).flatMap(({ columns }) =>
    [...columns.values()].filter(({ isXml, xmlNames }) => isXml && !xmlNames.has(name)),
  );
  if (texts.length === 0) return undefined;
  for (const evidence of texts) evidence.xmlNames.add(name);
  const tried = await attempt(fitting);
  return semanticCount(tried.error) < semanticCount(error) || tried.error?.message !== error.message ? tried : undefined;
}

async function withParameter(fitting: Fitting, error: KqlError, name: string): Promise<Attempt | undefined> {
  const { parameters } = fitting.reads;
  if (parameters.has(name)) return undefined;
  const better = await bestOf(fitting, error, ['string', 'dynamic', 'timespan', 'datetime'] as const, (type) => parameters.set(name, type));
  if (better === undefined) parameters.delete(name);
  return better;
}

async function withColumn(fitting: Fitting, error: KqlError, name: string): Promise<Attempt | undefined> {
  for (const table of tablesOf(fitting.reads)) {
    if (table.columns.has(name)) continue;
    columnOf(table, name);
    const tried = await attempt(fitting);
    if (semanticCount(tried.error) < semanticCount(error)) return tried;
    table.columns.delete(name);
  }
  return undefined;
}

function tablesOf(reads: QueryReads): TableUse[] {
  return [...reads.tables.values(), ...[...reads.functions.values()].map(({ table }) => table), ...reads.watchlists.values()];
}

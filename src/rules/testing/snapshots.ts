/** Snapshots beside test files: Node only. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cellToJson } from '../../data/json-safe.ts';
import { KqlError } from '../../errors.ts';
import type { Rows } from './rows.ts';
import { isNear } from './values.ts';

export interface Snapshot {
  readonly columns: Readonly<Record<string, string>>;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

export interface SnapshotOptions {
  /** Rewrites what differs. */
  readonly update: boolean;
  /** In CI nothing is written. */
  readonly isCi: boolean;
}

/** `rules/brute-force.test.yaml` has its snapshots in `rules/__snapshots__/brute-force.snap.json`. */
export function snapshotPath(testFile: string): string {
  const name = path.basename(testFile).replace(/(?:\.test)?\.ya?ml$/i, '');
  return path.join(path.dirname(testFile), '__snapshots__', `${name}.snap.json`);
}

/** A result as a snapshot: what has no order is put into one. */
export function snapshotOf({ columns, rows }: Rows, ordered: boolean): Snapshot {
  const objects = rows.map((cells) => Object.fromEntries(columns.map(({ name, type }, index) => [name, cellToJson(type, cells[index])])));
  if (!ordered) {
    const keys = new Map(objects.map((object) => [object, JSON.stringify(object)]));
    objects.sort((a, b) => compare(keys.get(a) as string, keys.get(b) as string));
  }
  return { columns: Object.fromEntries(columns.map(({ name, type }) => [name, type])), rows: objects };
}

/** The snapshots of a test file: read when the first test asks for one, written when all have run. */
export class Snapshots {
  private readonly file: string;
  private readonly options: SnapshotOptions;
  private stored: Promise<Map<string, Snapshot>> | undefined;
  private written = 0;

  constructor(file: string, options: SnapshotOptions) {
    this.file = file;
    this.options = options;
  }

  /** Compares with what is stored under the name; gives what is wrong, undefined where nothing is. */
  async compare(name: string, actual: Snapshot, tolerance: number): Promise<string | undefined> {
    const { update, isCi } = this.options;
    this.stored ??= readSnapshots(this.file);
    const stored = await this.stored;
    const before = stored.get(name);
    const difference = before && differenceOf(before, actual, tolerance);
    if (before !== undefined && difference === undefined) return undefined;
    if (!isCi && (before === undefined || update)) {
      stored.set(name, actual);
      this.written++;
      return undefined;
    }
    if (before === undefined) return `there is no snapshot in ${this.file}, and CI writes none: run kqlet test and commit it`;
    return `the result differs from the snapshot: ${difference}${isCi ? '' : '; -u takes it over'}`;
  }

  /** Writes what is new. `names`: all that the tests of the file have; others are obsolete, and -u takes them out. Undefined: not all have run. */
  async finish(names: ReadonlySet<string> | undefined): Promise<{ written: number; obsolete: string[] }> {
    const { update, isCi } = this.options;
    if (names !== undefined) this.stored ??= readSnapshots(this.file);
    const stored = (await this.stored) ?? new Map<string, Snapshot>();
    let obsolete = names === undefined ? [] : [...stored.keys()].filter((name) => !names.has(name));
    const removes = update && !isCi && obsolete.length > 0;
    if (removes) {
      for (const name of obsolete) stored.delete(name);
      obsolete = [];
    }
    if (removes || this.written > 0) await writeSnapshots(this.file, stored);
    return { written: this.written, obsolete };
  }
}

async function readSnapshots(file: string): Promise<Map<string, Snapshot>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw error;
  }
  const fail = (message: string): never => {
    throw new KqlError({ kind: 'data', message: `${file}: ${message}`, hint: 'remove it, and run the tests again' });
  };
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
  if (!isObject(stored) || !Object.values(stored).every(isSnapshot)) return fail('these are no snapshots');
  return new Map(Object.entries(stored as Record<string, Snapshot>));
}

function isSnapshot(value: unknown): boolean {
  return isObject(value) && isObject(value.columns) && Array.isArray(value.rows) && value.rows.every(isObject);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function writeSnapshots(file: string, snapshots: ReadonlyMap<string, Snapshot>): Promise<void> {
  if (snapshots.size === 0) return rm(file, { force: true });
  await mkdir(path.dirname(file), { recursive: true });
  const sorted = [...snapshots].sort(([a], [b]) => compare(a, b));
  // a name of its own first, so that whoever stops in between leaves the old file as it was
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
  await rename(draft, file);
}

/** The first thing that differs, in words. */
function differenceOf(before: Snapshot, actual: Snapshot, tolerance: number): string | undefined {
  const columnsOf = ({ columns }: Snapshot): string =>
    Object.entries(columns)
      .map(([name, type]) => `${name}: ${type}`)
      .join(', ');
  if (columnsOf(before) !== columnsOf(actual)) return `its columns were ${columnsOf(before)}, they are ${columnsOf(actual)}`;
  if (before.rows.length !== actual.rows.length) return `it had ${before.rows.length} rows, there are ${actual.rows.length}`;
  for (const [index, row] of before.rows.entries())
    for (const [name, type] of Object.entries(before.columns)) {
      const [one, other] = [row[name], actual.rows[index][name]];
      if (!isSame(one, other, type === 'real' || type === 'dynamic' ? tolerance : 0))
        return `row ${index + 1}, ${name}: it was ${JSON.stringify(one)}, it is ${JSON.stringify(other)}`;
    }
  return undefined;
}

function isSame(before: unknown, actual: unknown, tolerance: number): boolean {
  if (typeof before === 'number' && typeof actual === 'number') return isNear(before, actual, tolerance);
  if (Array.isArray(before) && Array.isArray(actual))
    return before.length === actual.length && before.every((item, index) => isSame(item, actual[index], tolerance));
  if (isObject(before) && isObject(actual)) {
    const keys = Object.keys(before);
    return (
      keys.length === Object.keys(actual).length &&
      keys.every((key) => Object.hasOwn(actual, key) && isSame(before[key], actual[key], tolerance))
    );
  }
  return before === actual;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

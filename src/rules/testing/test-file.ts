import { scalarTypeOf } from '../../data/types.ts';
import { type Diagnostic, KqlError, type Span } from '../../errors.ts';
import { type Located, locatedOfObject, locatedOfYaml } from './located.ts';
import {
  amount,
  anything,
  count,
  either,
  flag,
  isFlag,
  isList,
  isMap,
  isText,
  type JsonSchema,
  label,
  listOf,
  mapOf,
  objectOf,
  oneOf,
  type Shape,
  type ShapeFinding,
  text,
  textOf,
} from './shape.ts';
import { parseDuration } from './times.ts';

/**
 * The format of `<rule>.test.yaml`, said once: it checks the files, types what is read of them and becomes the schema that editors use.
 */

const duration = textOf('a length of time, as in 7m', parseDuration, { examples: ['7m', '1h', '1.00:00:00', 'PT5M'] });
const type = textOf('a type of a column', scalarTypeOf, {
  enum: ['bool', 'int', 'long', 'real', 'decimal', 'datetime', 'timespan', 'guid', 'string', 'dynamic'],
});
const row: Shape<Located> = {
  called: 'a row',
  schema: { type: 'object' },
  read(located, report) {
    if (located.kind === 'map') return located;
    report({ message: 'a row is a map of columns', span: located.span });
    return undefined;
  },
};
const rows = listOf(row);
const texts = either('a text or a list of texts', { takes: isText, shape: text }, { takes: isList, shape: listOf(text) });

/** The keys of a fixture that say where rows are from. */
export const fixtureSources = ['rows', 'ndjson', 'json', 'csv', 'tsv', 'parquet', 'response', 'datatable'] as const;

const part = objectOf(
  'a fixture',
  {
    rows,
    ndjson: text,
    json: text,
    csv: text,
    tsv: text,
    parquet: text,
    response: text,
    datatable: text,
    repeat: count,
    step: duration,
    schema: mapOf(type),
    extraColumns: flag,
    ingestionDelay: duration,
  },
  {
    rows: 'Rows as maps of columns. A datetime column takes ISO text or an offset from the clock: -9m, +1h, -1d2h.',
    ndjson: 'A file of JSON lines.',
    json: 'A file of JSON: an array of rows.',
    csv: 'A CSV file with a header.',
    tsv: 'A TSV file with a header.',
    parquet: 'A Parquet file.',
    response: 'A file with the response of a Kusto or Log Analytics query.',
    datatable: 'KQL: datatable(Column:type, …) [ … ].',
    repeat: 'The rows, so many times.',
    step: 'By how much the times that are offsets move from one repetition to the next.',
    schema: 'The columns and their types, for a table that is not known.',
    extraColumns: 'Columns that the known table lacks are allowed.',
    ingestionDelay: 'A row is visible to a run when its time and this delay have passed.',
  },
);
const isPart = (located: Located): boolean => located.kind === 'map' && fixtureSources.some((source) => located.entries.has(source));
const fixture = either(
  'a list of rows or a fixture',
  { takes: isMap, shape: part },
  { takes: isList, shape: listOf(either('a row or a fixture', { takes: isPart, shape: part }, { takes: isMap, shape: row })) },
);

const watchlist = either(
  'a file, rows, or a map with one of them',
  { takes: isText, shape: text },
  { takes: isList, shape: rows },
  { takes: isMap, shape: objectOf('a watchlist', { file: text, rows, searchKey: text }) },
);
const external = either('a file or rows', { takes: isText, shape: text }, { takes: isList, shape: rows });
const parameters = mapOf(anything);

const alert = objectOf(
  'an alert',
  { fires: flag, count, severity: text, title: text, description: text },
  {
    fires: 'Whether the number of rows triggers the rule.',
    count: 'How many alerts there are: one, or one for each row.',
    severity: 'Severity of an alert.',
    title: 'Title of an alert, with what its format takes from the row.',
    description: 'Description of an alert.',
  },
);
const errorShape = either(
  'true, a part of the message, or { kind, message }',
  { takes: isFlag, shape: flag },
  { takes: isText, shape: text },
  { takes: isMap, shape: objectOf('an error', { kind: oneOf('syntax', 'semantic', 'unsupported', 'limit', 'data'), message: text }) },
);

const expectation = objectOf(
  'expect',
  {
    count,
    rows,
    rowsExact: rows,
    columns: mapOf(type),
    empty: flag,
    alert,
    entities: rows,
    customDetails: row,
    error: errorShape,
    because: objectOf('because', { stage: label, predicate: text }, {}, ['stage']),
    snapshot: flag,
    runs: mapOf(count),
    total: count,
    duplicates: count,
    tolerance: amount,
  },
  {
    count: 'How many rows there are.',
    rows: 'Rows that are there, by some of their columns; in any order unless the rule sorts at its end.',
    rowsExact: 'All rows, with all their columns that are not null.',
    columns: 'Columns of the result and their types; there may be others.',
    empty: 'Whether nothing comes out.',
    alert: 'What the rule makes of the rows.',
    entities: 'Entities of the alerts: [{ Account: { FullName: a@x } }].',
    customDetails: 'Custom details of an alert.',
    error: 'The rule is refused on this data: true, a part of the message, or { kind, message }.',
    because: 'Which stage left nothing, and by which of its predicates.',
    snapshot: 'The result is that of the snapshot.',
    runs: 'Rows by the time of the run, for a test with a schedule.',
    total: 'Rows of all runs.',
    duplicates: 'Rows that an earlier run has given too.',
    tolerance: 'By which part of it a real may differ; 1e-9 unless it is said.',
  },
);

const shared = {
  extraColumns: flag,
  watchlists: mapOf(watchlist),
  external: mapOf(external),
  parameters,
  defaults: mapOf(row),
};
const sharedDescriptions = {
  extraColumns: 'Columns that known tables lack are allowed.',
  watchlists: 'Watchlists by alias: a file, rows, or { file, searchKey }.',
  external: 'What externaldata reads, by address: a file or rows.',
  parameters: 'Values of {{placeholders}} in string literals and of declare query_parameters.',
  defaults: 'Values by table and column for rows that do not have the column.',
};

const test = objectOf(
  'a test',
  {
    name: text,
    given: mapOf(fixture),
    expect: expectation,
    now: text,
    schedule: objectOf('a schedule', { from: text, to: text, frequency: duration, period: duration }, {}, ['from', 'to']),
    ...shared,
  },
  {
    name: 'What the test shows; no two are the same.',
    given: 'The rows of tables.',
    expect: 'What must come out.',
    now: 'The clock of this test.',
    schedule: 'Runs the rule every frequency from one time to another, each time over the period before.',
    ...sharedDescriptions,
  },
  ['name', 'expect'],
);

const testFile = objectOf(
  'a test file',
  {
    rule: text,
    description: text,
    profile: oneOf('sentinel', 'defender', 'adx'),
    now: text,
    functions: texts,
    fileProfiles: text,
    geoIp: text,
    ingestionTime: text,
    tests: listOf(test),
    ...shared,
  },
  {
    rule: 'The file of the rule, and after # what of it. Default: the file of the same name beside this one.',
    description: 'What the tests are about.',
    profile: 'Where the tables are from: it decides the column of time and the known tables.',
    now: 'The clock. Default: 2026-03-01T12:00:00Z.',
    functions: 'Files of stored functions: .kql, .yaml of Sentinel parsers, .json of ARM templates; globs are allowed.',
    fileProfiles: 'A file with what FileProfile() adds.',
    geoIp: 'A file that says where addresses are.',
    ingestionTime: 'The column that ingestion_time() reads.',
    tests: 'The tests.',
    ...sharedDescriptions,
  },
  ['tests'],
);

type ReadBy<S> = S extends Shape<infer Value> ? Value : never;
export type Part = ReadBy<typeof part>;
export type Fixture = ReadBy<typeof fixture>;
export type WatchlistInput = ReadBy<typeof watchlist>;
export type ExternalInput = ReadBy<typeof external>;
export type Expectation = ReadBy<typeof expectation>;
export type TestCase = ReadBy<typeof test>;

/** A test file as it was written. */
export interface TestFile extends ReadBy<typeof testFile> {
  /** How messages call it; its folder is what paths in it start from. */
  readonly file: string;
  /** The text that the places point into; undefined for tests that are an object. */
  readonly source: string | undefined;
}

/** Reads a test file. Throws a KqlError with all that is wrong, each with its place. */
export function readTestFile(file: string, source: string): TestFile {
  return testFileOf(file, source, locatedOfYaml(source));
}

/** Tests that are a JavaScript object of the same form. */
export function testFileOfObject(file: string, object: unknown): TestFile {
  return testFileOf(file, undefined, locatedOfObject(object));
}

/** The format as JSON schema. */
export function testFileSchema(): JsonSchema {
  return { $schema: 'http://json-schema.org/draft-07/schema#', title: 'Tests of a detection rule, for kqlet test', ...testFile.schema };
}

function testFileOf(file: string, source: string | undefined, located: Located): TestFile {
  const findings: Diagnostic[] = [];
  const report = ({ message, span, hint }: ShapeFinding): void => {
    findings.push({ kind: 'data', message, span, hint });
  };
  const read = testFile.read(located, report);
  if (read !== undefined) checkTests(read.tests ?? [], findings.length === 0, report);
  if (findings.length > 0) {
    const [first, ...others] = findings.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
    throw new KqlError(first, source, others);
  }
  return { ...(read as ReadBy<typeof testFile>), file, source };
}

function checkTests(tests: readonly TestCase[], isFine: boolean, report: (finding: ShapeFinding) => void): void {
  const names = new Map<string, Span | undefined>();
  for (const { name, expect, span } of tests) {
    if (name !== undefined) {
      if (names.has(name.value)) report({ message: `there are two tests called ${JSON.stringify(name.value)}`, span: name.span });
      names.set(name.value, name.span);
    }
    // a key that is misspelt is told already
    if (isFine && expect !== undefined && expectationNames(expect).length === 0)
      report({ message: 'this test expects nothing', span: expect.span ?? span, hint: 'say what must come out: expect: { empty: true }' });
  }
}

/** The expectations that are set. */
export function expectationNames(expect: Expectation): string[] {
  return Object.entries(expect).flatMap(([name, value]) => (name === 'span' || name === 'tolerance' || value === undefined ? [] : [name]));
}

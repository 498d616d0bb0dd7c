/** A test file with all that it rests on: Node only. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { Database } from '../../database.ts';
import { Failure, KqlError, type Span } from '../../errors.ts';
import { type Profile, schemasOf, timeColumnsOf } from '../../host.ts';
import type { ExternalContent } from '../../providers/external.ts';
import { functionTextsOf } from '../../providers/stored-functions.ts';
import { externalFile, functionFiles, readFunctionFile, readRows } from '../../readers/host-files.ts';
import { schemas, type TableSchema } from '../../schemas/index.ts';
import { loadRuleFiles } from '../load/files.ts';
import type { Rule } from '../rule.ts';
import { type FailAt, FileFault, failIn } from './findings.ts';
import { createFixtureCache, type FixtureCache } from './fixture-files.ts';
import { type GivenTable, givenTable } from './fixtures.ts';
import { type Located, plainValue } from './located.ts';
import { type ExternalInput, readTestFile, type TestCase, type TestFile, testFileOfObject, type WatchlistInput } from './test-file.ts';
import { defaultNow, parseTime } from './times.ts';

/** A test file that is ready to run, any number of times: what its tests give is made once. */
export interface OpenTests {
  readonly testFile: TestFile;
  readonly rule: Rule;
  readonly profile: Profile | undefined;
  readonly timeColumns: readonly string[];
  /** The known tables. */
  readonly schemas: Readonly<Record<string, TableSchema>> | false;
  /** The texts of the stored functions, which may name tables too. */
  readonly functionTexts: readonly string[];
  /** All files that have been read so far, the test file and the rule among them. */
  readonly files: ReadonlySet<string>;
  readonly failAt: FailAt;
  /** The clock of a test. */
  nowOf(test: TestCase): bigint;
  /** What a test gives. */
  given(test: TestCase): Promise<Given>;
}

/** Where queries of a test run: functions, watchlists and all else but tables, and the tables. */
export interface Given {
  readonly database: Database;
  readonly tables: readonly GivenTable[];
  readonly warnings: readonly string[];
}

export interface OpenOptions {
  /** Tables of files, for several test files. */
  readonly cache?: FixtureCache;
  /** Hears of every file when it is about to be read, so that what is broken can be watched too. */
  readonly note?: (file: string) => void;
}

/** Reads a test file, its rule and what it names. Throws a KqlError with all that is wrong, with places where there are any. */
export async function openTestFile(file: string, options: OpenOptions = {}): Promise<OpenTests> {
  options.note?.(file);
  return openTests(readTestFile(file, (await readFile(file, 'utf8')).replace(/^\ufeff/, '')), file, options);
}

/** The same for tests that are an object; paths in it start from the working folder, or from the folder of `file`. */
export async function openTestObject(
  object: unknown,
  file: string,
  options: OpenOptions & { readonly rule?: Rule } = {},
): Promise<OpenTests> {
  return openTests(testFileOfObject(file, object), undefined, options, options.rule);
}

async function openTests(testFile: TestFile, own: string | undefined, options: OpenOptions, given?: Rule): Promise<OpenTests> {
  const files = new Set<string>(own === undefined ? [] : [own]);
  const note = (file: string): void => {
    files.add(file);
    options.note?.(file);
  };
  const folder = path.dirname(path.resolve(testFile.file));
  const failAt = failIn(testFile.source);
  const rule = given ?? (await ruleOf(testFile, folder, note, failAt));
  const profile = testFile.profile?.value ?? rule.profile;
  const timeColumns = timeColumnsOf(profile);
  const known = schemasOf(profile, schemas);
  const base = new Database({ profile, schemas: known, ingestionTime: testFile.ingestionTime?.value });
  const functionTexts: string[] = [];
  for (const target of listed(testFile.functions))
    await located(target.span, failAt, async () => {
      for (const file of await functionFiles(path.resolve(folder, target.value))) {
        note(file);
        const source = await readFunctionFile(file);
        functionTexts.push(...(typeof source === 'string' ? [source] : functionTextsOf(source)));
        base.addFunction(source);
      }
    });
  const supplying = { folder, note, failAt };
  if (testFile.fileProfiles !== undefined) base.addFileProfiles(await rowsOfFile(testFile.fileProfiles, supplying));
  if (testFile.geoIp !== undefined) base.setGeoInfo(await rowsOfFile(testFile.geoIp, supplying));
  await supply(base, testFile, supplying);
  const cache = options.cache ?? createFixtureCache();
  const nowOf = (test: TestCase): bigint => {
    const said = test.now ?? testFile.now;
    const ticks = parseTime(said?.value ?? defaultNow, parseTime(defaultNow, 0n) as bigint);
    return ticks ?? failAt(`${JSON.stringify(said?.value)} is no time`, said?.span, 'write it as 2026-03-01T12:00:00Z');
  };
  const make = async (test: TestCase): Promise<Given> => {
    const warnings: string[] = [];
    const database = base.fork();
    await supply(database, test, supplying);
    const context = {
      now: nowOf(test),
      schemas: known,
      timeColumns,
      extraColumns: test.extraColumns?.value ?? testFile.extraColumns?.value ?? false,
      defaults: mergedDefaults(testFile.defaults, test.defaults),
      files: { folder, cache, note },
      failAt,
      warn: (message: string) => void warnings.push(message),
    };
    const tables: GivenTable[] = [];
    for (const [name, fixture] of test.given ?? []) tables.push(await givenTable(name, fixture, context));
    return { database, tables, warnings };
  };
  const made = new Map<TestCase, Promise<Given>>();
  return {
    testFile,
    rule,
    profile,
    timeColumns,
    schemas: known,
    functionTexts,
    files,
    failAt,
    nowOf,
    given(test) {
      let given = made.get(test);
      if (given === undefined) made.set(test, (given = make(test)));
      return given;
    },
  };
}

/** The rule that a test file names, or the one of the same name beside it. */
async function ruleOf({ rule, file }: TestFile, folder: string, note: (file: string) => void, failAt: FailAt): Promise<Rule> {
  const target = rule === undefined ? await ruleBeside(file, folder, note, failAt) : path.resolve(folder, rule.value);
  note(fileOf(target));
  const shown = path.relative(process.cwd(), target);
  const loaded = await located(rule?.span, failAt, () => loadRuleFiles(shown.startsWith('..') ? target : shown));
  for (const one of loaded) if (one.error !== undefined) throw new FileFault(one.file, one.error);
  const rules = loaded.flatMap((one) => one.rules);
  if (rules.length !== 1)
    failAt(
      `${rule?.value ?? shown} holds ${rules.length} rules`,
      rule?.span,
      `name one of them: ${rules
        .slice(0, 10)
        .map(({ source }) => source)
        .join(', ')}`,
    );
  return rules[0];
}

const ruleEndings = ['.kql', '.yaml', '.yml', '.json', '.md', '.csl', '.kusto'];

async function ruleBeside(file: string, folder: string, note: (file: string) => void, failAt: FailAt): Promise<string> {
  const stem = path.basename(file).replace(/(?:\.test)?\.ya?ml$/i, '');
  for (const ending of ruleEndings) {
    const target = path.join(folder, stem + ending);
    if ((await stat(target).catch(() => undefined))?.isFile()) return target;
  }
  note(path.join(folder, `${stem}.kql`));
  return failAt(
    `there is no rule beside this file: ${ruleEndings
      .slice(0, 4)
      .map((ending) => stem + ending)
      .join(', ')}`,
    undefined,
    'name it: rule: ../rules/brute-force.yaml',
  );
}

/** The path without what is behind `#`. */
function fileOf(target: string): string {
  const mark = target.lastIndexOf('#');
  return mark > 0 ? target.slice(0, mark) : target;
}

interface Supplying {
  readonly folder: string;
  readonly failAt: FailAt;
  note(file: string): void;
}

async function supply(
  database: Database,
  { watchlists, external }: Pick<TestFile, 'watchlists' | 'external'>,
  supplying: Supplying,
): Promise<void> {
  for (const [alias, input] of watchlists ?? []) {
    const { rows, searchKey, span } = await watchlistRows(alias, input, supplying);
    try {
      database.addWatchlist(alias, rows, { searchKey });
    } catch (error) {
      if (!(error instanceof KqlError)) throw error;
      supplying.failAt(error.message, span, 'say it: { file: vip.csv, searchKey: Column }');
    }
  }
  for (const [address, input] of external ?? []) database.addExternal(address, await externalContent(input, supplying));
}

async function watchlistRows(
  alias: string,
  input: WatchlistInput,
  supplying: Supplying,
): Promise<{ rows: Record<string, unknown>[]; searchKey: string | undefined; span: Span | undefined }> {
  if (isList(input)) return { rows: input.map(plainRow), searchKey: undefined, span: input[0]?.span };
  if ('value' in input) return { rows: await rowsOfFile(input, supplying), searchKey: undefined, span: input.span };
  const { file, rows, searchKey, span } = input;
  if ((file === undefined) === (rows === undefined)) return supplying.failAt(`the watchlist ${alias} has either a file or rows`, span);
  return {
    rows: file === undefined ? (rows ?? []).map(plainRow) : await rowsOfFile(file, supplying),
    searchKey: searchKey?.value,
    span: searchKey?.span ?? file?.span ?? span,
  };
}

async function externalContent(input: ExternalInput, { folder, note, failAt }: Supplying): Promise<ExternalContent> {
  if (isList(input)) return input.map(plainRow);
  const file = path.resolve(folder, input.value);
  note(file);
  if (!(await stat(file).catch(() => undefined))?.isFile()) failAt(`there is no file ${input.value}`, input.span);
  return externalFile(file);
}

async function rowsOfFile(
  { value, span }: { value: string; span: Span | undefined },
  { folder, note, failAt }: Supplying,
): Promise<Record<string, unknown>[]> {
  const file = path.resolve(folder, value);
  note(file);
  return located(span, failAt, () => readRows(file));
}

function isList(input: WatchlistInput | ExternalInput): input is readonly Located[] {
  return Array.isArray(input);
}

function plainRow(row: Located): Record<string, unknown> {
  return plainValue(row) as Record<string, unknown>;
}

function listed(texts: TestFile['functions']): readonly { value: string; span: Span | undefined }[] {
  if (texts === undefined) return [];
  return 'value' in texts ? [texts] : texts;
}

function mergedDefaults(file: TestFile['defaults'], test: TestCase['defaults']): ReadonlyMap<string, Located> {
  const merged = new Map<string, Located>(file ?? []);
  for (const [table, row] of test ?? []) {
    const before = merged.get(table);
    merged.set(
      table,
      before?.kind === 'map' && row.kind === 'map' ? { ...row, entries: new Map([...before.entries, ...row.entries]) } : row,
    );
  }
  return merged;
}

/** What goes wrong in something that the test file names is wrong in the place where it names it, unless it knows a place of its own. */
async function located<Result>(span: Span | undefined, failAt: FailAt, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) return failAt(error.diagnostic.message, span, error.diagnostic.hint);
    if (error instanceof KqlError && error.span === undefined) return failAt(error.message, span, error.hint);
    throw error;
  }
}

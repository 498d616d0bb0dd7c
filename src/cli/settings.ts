import { parseDatetime } from '../data/datetime.ts';
import type { QueryOptions } from '../database.ts';
import type { Limits } from '../engine/context.ts';
import { nearestName } from '../errors.ts';
import { timeColumnsOf } from '../host.ts';
import { type Format, writers } from '../writers/index.ts';
import { type OptionValues, UsageError } from './arguments.ts';
import { defaultMemoryBytes } from './memory.ts';
import type { sharedOptions } from './options.ts';
import { readProfile } from './providers.ts';

/** How queries are run and shown: what the options of a command say. */
export interface Settings {
  readonly query: QueryOptions;
  /** The clock in ticks; undefined is the real one. */
  readonly now: bigint | undefined;
  /** Undefined when it is not said. */
  readonly format: Format | undefined;
  readonly quiet: boolean;
  /** The columns by which --from and --to filter. */
  readonly timeColumns: readonly string[];
}

/** Reads the options that do not name data. Throws a UsageError where a value is none. */
export function readSettings(values: OptionValues<typeof sharedOptions>): Settings {
  const limits: Limits = {
    resultRows: values['max-rows'] === undefined ? undefined : readCount(values['max-rows'], '--max-rows'),
    memoryBytes: readMemory(values),
    timeMs: values.timeout === undefined ? undefined : readDuration(values.timeout),
  };
  const from = values.from === undefined ? undefined : readDatetime(values.from, '--from');
  const to = values.to === undefined ? undefined : readDatetime(values.to, '--to');
  if (from !== undefined && to !== undefined && from > to) throw new UsageError('--from is later than --to');
  const timeColumns = timeColumnsOf(values.profile === undefined ? undefined : readProfile(values.profile));
  if ((from ?? to) !== undefined && timeColumns.length === 0)
    throw new UsageError(`--from and --to need a column of time, which the profile ${values.profile} does not have`, 'filter in the query');
  const now = values.now === undefined ? undefined : readDatetime(values.now, '--now');
  return {
    now,
    query: {
      now,
      timeRange: from === undefined && to === undefined ? undefined : { from, to },
      parameters: Object.fromEntries((values.param ?? []).map(readParameter)),
      seed: values.seed === undefined ? undefined : readSeed(values.seed),
      limits,
    },
    format: values.format === undefined ? undefined : readFormat(values.format),
    quiet: values.quiet === true,
    timeColumns,
  };
}

export function readFormat(name: string): Format {
  if (Object.hasOwn(writers, name)) return name as Format;
  const names = Object.keys(writers);
  const near = nearestName(name, names);
  throw new UsageError(`there is no format ${name}`, near === undefined ? `the formats are ${names.join(', ')}` : `did you mean ${near}?`);
}

const formatsOfEndings: Readonly<Record<string, Format>> = {
  json: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  csv: 'csv',
  tsv: 'tsv',
  md: 'markdown',
};

/** The format that the name of an output file tells. */
export function formatOfFile(path: string): Format | undefined {
  const ending = /\.([^./\\]+)$/.exec(path)?.[1].toLowerCase() ?? '';
  return Object.hasOwn(formatsOfEndings, ending) ? formatsOfEndings[ending] : undefined;
}

export function readDatetime(text: string, what: string): bigint {
  const ticks = parseDatetime(text);
  if (ticks === null) throw new UsageError(`${what} is no datetime: ${text}`, 'write it as 2024-05-01 or 2024-05-01T08:30:00Z');
  return ticks;
}

function readParameter(text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals <= 0) throw new UsageError(`--param ${text}: a parameter is written name=value`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

function readSeed(text: string): number {
  const seed = Number(text);
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(seed)) throw new UsageError(`--seed is no integer: ${text}`);
  return seed;
}

function readCount(text: string, what: string): number {
  const count = Number(text.replaceAll(/[_,]/g, ''));
  if (!/^\d[\d_,]*$/.test(text) || !Number.isSafeInteger(count)) throw new UsageError(`${what} is no count: ${text}`);
  return count;
}

/** What a query may hold. */
export function readMemory(values: OptionValues<typeof sharedOptions>): number {
  return values['max-memory'] === undefined ? defaultMemoryBytes() : readBytes(values['max-memory']);
}

function readBytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?$/i.exec(text);
  if (match === null) throw new UsageError(`--max-memory is no size: ${text}`, 'write it as 500MB or 2GB');
  return Math.floor(Number(match[1]) * 1024 ** ['', 'k', 'm', 'g', 't'].indexOf(match[2].toLowerCase()));
}

const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000, '': 1000, m: 60_000, h: 3_600_000 };

function readDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|)$/.exec(text);
  if (match === null) throw new UsageError(`--timeout is no time: ${text}`, 'write it as 30s, 500ms, 5m or 1h');
  return Number(match[1]) * milliseconds[match[2]];
}

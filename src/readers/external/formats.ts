import { fail } from '../../errors.ts';

/** How the content of an address is read. Manual page ingestion-supported-formats. */
export type ExternalFormat = TextFormat | 'parquet';

export type TextFormat = 'csv' | 'scsv' | 'psv' | 'sohsv' | 'tsv' | 'txt' | 'raw' | 'json' | 'multijson';

const supported: ReadonlySet<string> = new Set([
  'csv',
  'scsv',
  'psv',
  'sohsv',
  'tsv',
  'txt',
  'raw',
  'json',
  'multijson',
  'parquet',
] satisfies ExternalFormat[]);

/** Endings of files in formats that are not read here. */
const others: ReadonlySet<string> = new Set(['avro', 'apacheavro', 'orc', 'tsve', 'w3clogfile', 'sstream', 'azmonstream']);

/** The format of a name in the query. Throws a Failure of the kind 'unsupported' for one that is not read here. */
export function formatNamed(name: string): ExternalFormat {
  const format = name.toLowerCase();
  if (supported.has(format)) return format as ExternalFormat;
  return fail(
    'unsupported',
    `the format ${name} of external data is not supported yet`,
    undefined,
    `the formats are ${[...supported].join(', ')}`,
  );
}

/** The format that the ending of an address tells, compression left aside; CSV where it tells none. */
export function formatOfAddress(address: string): ExternalFormat {
  const ending = /\.([^./\\]+?)(?:\.(?:gz|zip))?$/i.exec(address)?.[1].toLowerCase() ?? '';
  if (supported.has(ending)) return ending as ExternalFormat;
  return others.has(ending) ? formatNamed(ending) : 'csv';
}

/** What a record of a format is: fields by position, one text, or a JSON value (Parquet's records are found by name as these are). */
export function recordKind(format: ExternalFormat): 'fields' | 'text' | 'json' {
  if (format === 'json' || format === 'multijson' || format === 'parquet') return 'json';
  return format === 'txt' || format === 'raw' ? 'text' : 'fields';
}

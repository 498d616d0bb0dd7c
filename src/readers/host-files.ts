/** What hosts supply beside tables, from files: Node only. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Bag, isBag } from '../data/dynamic.ts';
import { dynamicToJson } from '../data/json.ts';
import { fail } from '../errors.ts';
import { formatOfName } from './detect.ts';
import { recordsOf } from './external/records.ts';
import { textsOf } from './external/unpack.ts';
import { inputsOf } from './files.ts';
import { expandGlob, isGlob } from './glob.ts';
import type { Input } from './input.ts';

export type FileRows = Readonly<Record<string, unknown>>[];

/**
 * The rows of a small file: of CSV and TSV, whose first line names the columns, all values are texts as they are; else JSON, an array of
 * objects or objects one after the other. Throws a Failure of the kind 'data' where it cannot be read.
 */
export async function readRows(file: string): Promise<FileRows> {
  const input = await singleInput(file);
  const format = formatOfName(file) ?? 'csv';
  if (format === 'parquet') fail('unsupported', `${file}: Parquet is read as a table only`, undefined, 'export it as CSV, TSV or JSON');
  const rows: FileRows = [];
  let header: readonly string[] | undefined;
  for await (const texts of textsOf(file, input.open(), undefined)) {
    for await (const records of recordsOf(file, texts, format === 'json' || format === 'ndjson' ? 'multijson' : format)) {
      for (const record of records) {
        if (!Array.isArray(record)) rows.push(objectOf(record as Bag));
        else if (header === undefined) header = (record as readonly string[]).map(columnName);
        else rows.push(Object.fromEntries(header.map((name, i) => [name, (record as readonly string[])[i] ?? ''])));
      }
    }
  }
  return rows;
}

/** The portal writes `[UTC]` behind the names of its times. */
function columnName(header: string): string {
  return header.replace(/ ?\[UTC\]$/, '').trim();
}

function objectOf(bag: Bag): Record<string, unknown> {
  return isBag(bag) ? (dynamicToJson(bag) as Record<string, unknown>) : fail('data', 'a row is no object');
}

/** The bytes of a file, a chunk at a time, read anew each time it is asked. */
export function externalFile(file: string): () => AsyncIterable<Uint8Array> {
  return async function* () {
    yield* (await singleInput(file)).open();
  };
}

async function singleInput(file: string): Promise<Input> {
  const inputs = await inputsOf(file);
  return inputs.length === 1 ? inputs[0] : fail('data', `${file} is ${inputs.length} files, one is expected here`);
}

const functionEndings = /\.(?:kql|csl|ya?ml|json)$/i;

/** The files of functions that a path means: a file, a folder with all that is in it, or a glob; sorted by name. */
export async function functionFiles(target: string): Promise<string[]> {
  const status = await stat(target).catch(() => undefined);
  if (status?.isDirectory()) {
    const names = await readdir(target, { recursive: true });
    const files = names.filter((name) => functionEndings.test(name)).sort();
    return files.length > 0
      ? files.map((name) => path.join(target, name))
      : fail('data', `the folder ${target} has no functions`, undefined, 'files of functions end in .kql, .csl, .yaml, .yml or .json');
  }
  if (status !== undefined) return [target];
  if (!isGlob(target)) return fail('data', `there is no file ${target}`);
  const matched = await expandGlob(target);
  return matched.length > 0 ? matched : fail('data', `no file matches ${target}`);
}

/** The text of KQL, or what the YAML or JSON of a file of functions holds. */
export async function readFunctionFile(file: string): Promise<string | Readonly<Record<string, unknown>>> {
  const text = (await readFile(file, 'utf8')).replace(/^\ufeff/, '');
  return /\.(?:ya?ml|json)$/i.test(file) ? parseFunctionDocument(file, await import('yaml'), text) : text;
}

/** What a YAML or JSON text holds, which must be an object. */
export function parseFunctionDocument(
  name: string,
  { parse }: { readonly parse: (text: string) => unknown },
  text: string,
): Readonly<Record<string, unknown>> {
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    return fail('data', `${name} is no YAML: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return fail('data', `${name} holds no function`);
  return document as Record<string, unknown>;
}

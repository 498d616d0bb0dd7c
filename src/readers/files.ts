/** Files as inputs: Node only. */
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { fail } from '../errors.ts';
import { gzipFailure } from './decode.ts';
import { formatOfName, stemOfName } from './detect.ts';
import { expandGlob, isGlob } from './glob.ts';
import { type Input, keptInput } from './input.ts';
import { temporaryFiles } from './spill-files.ts';

const chunkBytes = 1 << 20;

/**
 * The inputs that a path means: a file; the files of a folder that are data by their names (folders in it and hidden files are passed over);
 * what a glob matches; `-`, the standard input. Sorted by name. Throws a Failure of the kind 'data' when there are none.
 */
export async function inputsOf(target: string): Promise<Input[]> {
  if (target === '-') return [keptInput('stdin', process.stdin as AsyncIterable<Uint8Array>, temporaryFiles())];
  const status = await stat(target).catch(() => undefined);
  if (status?.isDirectory()) {
    const inputs = await Promise.all((await dataFiles(target)).map((name) => fileInput(path.join(target, name))));
    return inputs.length > 0 ? inputs : fail('data', `the folder ${target} has no data files`, undefined, endings);
  }
  if (status !== undefined) return [await fileInput(target)];
  if (!isGlob(target)) return fail('data', `there is no file ${target}`);
  const matched = await expandGlob(target);
  return matched.length > 0 ? Promise.all(matched.map(fileInput)) : fail('data', `no file matches ${target}`);
}

const endings = 'data files end in .json, .ndjson, .jsonl, .csv or .tsv, with or without .gz, or in .parquet';

/** A table of a folder: its name and the path to read it from. */
export interface FolderTable {
  readonly name: string;
  readonly path: string;
}

/**
 * The tables of a folder: each data file is one, called after it without its endings, and so is each folder in it that has data files. Files
 * that are no data by their names are passed over. Throws when two would have one name, or none is there.
 */
export async function tablesOf(folder: string): Promise<FolderTable[]> {
  const tables: FolderTable[] = (await dataFiles(folder)).map((name) => ({ name: stemOfName(name), path: path.join(folder, name) }));
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
    const inner = path.join(folder, entry.name);
    if ((await dataFiles(inner)).length > 0) tables.push({ name: entry.name, path: inner });
  }
  tables.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  tables.forEach(({ name, path: file }, i) => {
    if (i > 0 && tables[i - 1].name === name) {
      fail(
        'data',
        `${tables[i - 1].path} and ${file} would both be the table ${name}`,
        undefined,
        'put the files of one table into a folder of its name',
      );
    }
  });
  return tables.length > 0 ? tables : fail('data', `the folder ${folder} has no data files`, undefined, endings);
}

/** The names of the files of a folder that are data, sorted. */
async function dataFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => fail('data', `there is no folder ${folder}`));
  const names = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
  return names.filter((name) => formatOfName(name) !== undefined).sort();
}

async function fileInput(file: string): Promise<Input> {
  const { size } = await stat(file);
  return { name: file, size, open: (consumed) => readFile(file, consumed), slice: (start, end) => sliceOf(file, start, end) };
}

async function sliceOf(file: string, start: number, end: number): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const bytes = new Uint8Array(Math.max(0, end - start));
    let read = 0;
    while (read < bytes.length) {
      const { bytesRead } = await handle.read(bytes, read, bytes.length - read, start + read);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
    return bytes.subarray(0, read);
  } finally {
    await handle.close();
  }
}

/** The bytes of a file; gzip is unpacked here, by Node's own zlib in another thread, rather than by the readers' slower one. */
async function* readFile(file: string, consumed?: (bytes: number) => void): AsyncGenerator<Uint8Array, void, undefined> {
  const handle = await open(file);
  try {
    const start = new Uint8Array(2);
    await handle.read(start, 0, 2, 0);
    if (start[0] !== 0x1f || start[1] !== 0x8b) {
      yield* chunksOf(handle, consumed);
      return;
    }
    const unzip = createGunzip({ chunkSize: chunkBytes });
    // errors of the pipe arrive at the reader of its end
    const piped = pipeline(chunksOf(handle, consumed, true), unzip).catch(() => undefined);
    try {
      yield* unzip as AsyncIterable<Uint8Array>;
    } catch (error) {
      gzipFailure(file, error);
    } finally {
      unzip.destroy();
      await piped;
    }
  } finally {
    await handle.close();
  }
}

/**
 * The next chunk is read, in another thread, while the last one is worked on. Two buffers serve for all of them, unless each is to be kept:
 * fresh ones would be the garbage collector's main work.
 */
async function* chunksOf(
  handle: FileHandle,
  consumed: ((bytes: number) => void) | undefined,
  fresh = false,
): AsyncGenerator<Uint8Array, void, undefined> {
  let position = 0;
  let buffer = new Uint8Array(chunkBytes);
  let spare = new Uint8Array(chunkBytes);
  const read = (): ReturnType<FileHandle['read']> => {
    const next = handle.read(buffer, 0, chunkBytes, position);
    // a failure is told to whoever asks for the chunk, which may be later than Node waits for that, or never
    next.catch(() => undefined);
    return next;
  };
  let reading = read();
  try {
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      position += bytesRead;
      const chunk = buffer.subarray(0, bytesRead);
      [buffer, spare] = fresh ? [new Uint8Array(chunkBytes), spare] : [spare, buffer];
      reading = read();
      consumed?.(bytesRead);
      yield chunk;
    }
  } finally {
    // the file must not be closed under a reading
    await reading.catch(() => undefined);
  }
}

import { fail } from '../../errors.ts';
import { decodeChunks } from '../decode.ts';

/**
 * The texts of a file, a chunk at a time: one text, or one for each file of a zip archive whose name the pattern (`*` and `?` stand for what
 * is open) matches. gzip is unpacked too, both by the first bytes.
 */
export async function* textsOf(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  zipPattern: string | undefined,
): AsyncGenerator<AsyncIterable<string>, void, undefined> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  const all = async function* (): AsyncGenerator<Uint8Array> {
    if (first.done) return;
    yield first.value;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  };
  if (!first.done && first.value[0] === 0x50 && first.value[1] === 0x4b && first.value[2] === 0x03 && first.value[3] === 0x04) {
    for (const [file, bytes] of await unzipped(name, all(), zipPattern)) yield decoded(`${name}: ${file}`, once(bytes));
  } else yield decoded(name, all());
}

async function unzipped(name: string, chunks: AsyncIterable<Uint8Array>, pattern: string | undefined): Promise<[string, Uint8Array][]> {
  const { unzipSync } = await import('../unpackers.ts');
  const bytes = await joined(chunks);
  const matches = pattern === undefined ? () => true : patternMatcher(pattern);
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, { filter: (file) => !file.name.endsWith('/') && matches(file.name) });
  } catch (error) {
    return fail('data', `${name}: the zip archive is damaged (${error instanceof Error ? error.message : String(error)})`);
  }
  const entries = Object.entries(files);
  if (entries.length === 0)
    fail('data', pattern === undefined ? `${name}: the zip archive is empty` : `${name}: no file of the archive matches ${pattern}`);
  return entries;
}

/** The manual calls it a regular expression and shows a pattern with `*`: only what can be nothing but the latter is taken. */
function patternMatcher(pattern: string): (file: string) => boolean {
  if (!/^[\w\-./ *?]+$/.test(pattern) || pattern.includes('.*') || pattern.includes('.?'))
    fail('unsupported', `the zipPattern ${pattern} is not supported`, undefined, 'write names with * and ?, as in *.csv');
  const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, 's');
  return (file) => expression.test(file) || expression.test(file.slice(file.lastIndexOf('/') + 1));
}

async function* decoded(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  for await (const chunk of decodeChunks(name, chunks)) yield decoder.decode(chunk, { stream: true });
  const last = decoder.decode();
  if (last !== '') yield last;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield bytes;
}

async function joined(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    // a chunk is good only until the next one
    parts.push(new Uint8Array(chunk));
    length += chunk.length;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

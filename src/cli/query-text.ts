import { readFileSync } from 'node:fs';
import { UsageError } from './arguments.ts';

/** The text of a query and where it is from. */
export interface QueryText {
  readonly text: string;
  /** How errors call it; undefined for the text of -q. */
  readonly file: string | undefined;
}

/** The query that a command line names: `-q text`, a file, or `-` for the standard input. Undefined when it names none. */
export async function readQueryText(option: string | undefined, positionals: readonly string[]): Promise<QueryText | undefined> {
  const [file, ...others] = positionals;
  if (others.length > 0) throw new UsageError(`one query at a time, not ${positionals.join(' and ')}`);
  if (option !== undefined) {
    if (file !== undefined) throw new UsageError(`the query is either ${file} or the text of -q`);
    return { text: option, file: undefined };
  }
  if (file === undefined) return undefined;
  if (file === '-') return { text: decodeText(await readStandardInput()), file: 'stdin' };
  try {
    return { text: decodeText(readFileSync(file)), file };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UsageError(`there is no file ${file}`, 'the text of a query is given with -q');
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

/** UTF-8, or UTF-16 where the file begins with its mark, as PowerShell writes it. */
export function decodeText(bytes: Uint8Array): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
}

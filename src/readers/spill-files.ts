/** Temporary files for what memory does not hold: Node only. */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SpillFile, SpillStore } from '../data/spill-store.ts';
import { fail } from '../errors.ts';

/**
 * Files in the system's folder for such (TMPDIR). A file has no name any more once it is open, so that nothing is left behind, whether the
 * program ends well, by an error or by a signal that nobody can catch.
 */
export function temporaryFiles(folder = tmpdir()): SpillStore {
  return { open: () => attempt(folder, () => openFile(folder)) };
}

function openFile(folder: string): SpillFile {
  const own = mkdtempSync(path.join(folder, 'kqlet-'));
  const name = path.join(own, 'rows');
  let descriptor: number;
  try {
    // nobody else may read what the rows hold
    descriptor = openSync(name, 'wx+', 0o600);
    unlinkSync(name);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
  let length = 0;
  return {
    append(bytes) {
      attempt(folder, () => {
        for (let written = 0; written < bytes.length; )
          written += writeSync(descriptor, bytes, written, bytes.length - written, length + written);
      });
      length += bytes.length;
    },
    read(start, count) {
      const bytes = new Uint8Array(count);
      attempt(folder, () => {
        for (let read = 0; read < count; ) {
          const more = readSync(descriptor, bytes, read, count - read, start + read);
          if (more === 0) throw new Error('a temporary file has become shorter');
          read += more;
        }
      });
      return bytes;
    },
    close: () => closeSync(descriptor),
  };
}

function attempt<Result>(folder: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    return fail(
      'limit',
      `what does not fit into memory cannot be kept in ${folder}: ${error instanceof Error ? error.message : String(error)}`,
      undefined,
      'make room there, name another folder with TMPDIR, filter earlier, or raise --max-memory (limits.memoryBytes)',
    );
  }
}

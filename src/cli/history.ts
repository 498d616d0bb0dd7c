import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** Lines that the prompt remembers. */
export const historyLength = 1000;

/** The file of remembered lines: in the state folder of the XDG base directories where that is set, else in the home folder. */
export function historyFile(): string {
  const state = process.env.XDG_STATE_HOME ?? '';
  return state === '' ? path.join(homedir(), '.kqlet_history') : path.join(state, 'kqlet', 'history');
}

/** The remembered lines, the last one first. A file that is not there, or cannot be read, remembers nothing. */
export function readHistory(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean).reverse().slice(0, historyLength);
  } catch {
    return [];
  }
}

/** Remembers lines, the last one first. Queries may hold secrets, so only the user can read the file. */
export function writeHistory(file: string, lines: readonly string[]): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(
      file,
      lines
        .map((line) => `${line}\n`)
        .reverse()
        .join(''),
      { mode: 0o600 },
    );
  } catch {
    // a home that cannot be written to is no reason to bother who leaves
  }
}

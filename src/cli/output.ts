import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';

/** Where results go. `write` gives a promise when it wants to be waited for. */
export interface Output {
  write(text: string): Promise<void> | undefined;
  /** Everything has been written when it resolves. A result that has no text at all still makes its file. */
  close(isComplete: boolean): Promise<void>;
  /** Set when people read it on a terminal. */
  readonly terminal: { readonly width: number; readonly colour: boolean } | undefined;
}

/** Standard output. main.ts ends the program when nobody reads it any more. */
export function standardOutput(): Output {
  const { stdout } = process;
  return {
    write: (text) => (stdout.write(text) ? undefined : once(stdout, 'drain').then(() => undefined)),
    close: () => new Promise((resolve) => stdout.write('', () => resolve())),
    // asked for each result: a window may have become wider
    get terminal() {
      return stdout.isTTY ? { width: stdout.columns || 80, colour: wantsColour() } : undefined;
    },
  };
}

/** A file, which is made when the first text comes: a query that fails before leaves an older file alone. */
export function fileOutput(path: string): Output {
  let file: FileHandle | undefined;
  return {
    async write(text) {
      file ??= await open(path, 'w');
      await file.appendFile(text);
    },
    async close(isComplete) {
      if (isComplete) file ??= await open(path, 'w');
      await file?.close();
    },
    terminal: undefined,
  };
}

/** Colours are for terminals, and not where https://no-color.org says so. */
export function wantsColour(): boolean {
  return (process.env.NO_COLOR ?? '') === '' && process.env.TERM !== 'dumb';
}

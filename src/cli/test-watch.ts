import { type FSWatcher, watch } from 'node:fs';
import path from 'node:path';
import type { RunReport } from '../rules/report/index.ts';

/** What a watch does: the test files there are, running some of them, and showing what came of them. */
export interface Watched {
  files(): readonly string[];
  run(files: readonly string[]): Promise<RunReport>;
  show(report: RunReport): Promise<void>;
}

/** Changes that come within this time are one: editors write a file in several steps. */
const settleMilliseconds = 40;

/** Runs all test files, then again those that a change concerns, until the signal ends it. */
export async function watchTests(watched: Watched, signal: AbortSignal): Promise<void> {
  /** The files that each test file has read, so that a change of one of them runs it again. */
  const read = new Map<string, ReadonlySet<string>>();
  const watchers = new Map<string, FSWatcher>();
  const changed = new Set<string>();
  let wake: () => void = () => undefined;
  const note = (folder: string, name: string | null): void => {
    changed.add(name === null ? folder : path.join(folder, name));
    wake();
  };
  const follow = (): void => {
    const folders = new Set([...read.values()].flatMap((files) => [...files].map((file) => path.dirname(file))));
    for (const folder of folders) {
      if (watchers.has(folder)) continue;
      try {
        const watcher = watch(folder, (_, name) => note(folder, name));
        watcher.on('error', () => {
          watcher.close();
          watchers.delete(folder);
        });
        watchers.set(folder, watcher);
      } catch {
        // a folder that is not there yet is tried again after the next run
      }
    }
  };
  const runAndShow = async (files: readonly string[]): Promise<void> => {
    const report = await watched.run(files);
    for (const { file, files: names } of report.files) read.set(file, new Set([file, ...names].map((name) => path.resolve(name))));
    follow();
    await watched.show(report);
  };
  const ended = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  try {
    await runAndShow(watched.files());
    while (!signal.aborted) {
      if (changed.size === 0)
        await Promise.race([
          ended,
          new Promise<void>((resolve) => {
            wake = resolve;
          }),
        ]);
      if (signal.aborted) return;
      await new Promise((resolve) => setTimeout(resolve, settleMilliseconds));
      const now = [...changed];
      changed.clear();
      const files = watched.files();
      for (const known of [...read.keys()]) if (!files.includes(known)) read.delete(known);
      const concerned = files.filter((file) => {
        const names = read.get(file);
        return names === undefined || now.some((name) => names.has(name));
      });
      if (concerned.length > 0) await runAndShow(concerned);
    }
  } finally {
    for (const watcher of watchers.values()) watcher.close();
  }
}

import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Material that is not part of the project: tests that use it skip, saying so, where it is missing. */
export const sharedFolder = path.resolve(import.meta.dirname, '../../../shared');

export const hasShared = existsSync(path.join(sharedFolder, 'conformance'));

export interface Analysis {
  readonly valid: boolean;
  readonly open: boolean;
  readonly resultKind: 'table' | 'tables' | 'scalar' | 'error' | 'none';
  readonly diagnostics: readonly { readonly message: string; readonly severity: string }[];
  readonly resultColumns: readonly { readonly name: string; readonly type: string }[] | null;
}

export interface AnalyzerOptions {
  readonly openTables?: readonly string[];
  /** Stored functions: `(a:long, T:(*))` and `{ … }`. */
  readonly functions?: readonly { readonly name: string; readonly parameters: string; readonly body: string }[];
}

export interface Analyzer {
  parse(query: string): { readonly valid: boolean; readonly diagnostics: readonly { readonly message: string }[] };
  analyze(query: string, schema: object, options?: AnalyzerOptions): Analysis;
}

/** Microsoft's own parser and analyzer, in a script that stands beside the conformance cases. */
export async function loadAnalyzer(): Promise<Analyzer> {
  process.env.KUSTO_LANGUAGE_DIR ??= path.resolve(import.meta.dirname, '../..');
  return (await import(pathToFileURL(path.join(sharedFolder, 'conformance/kusto-language.mjs')).href)) as Analyzer;
}

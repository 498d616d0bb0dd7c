import type { KqlError } from '../../src/errors.ts';
import type { Query } from '../../src/syntax/ast.ts';
import type { Analyzer } from '../oracle/microsoft.ts';
import { analyzedFunctions, analyzedTables, parameterText } from './fixtures.ts';
import type { Run } from './mend.ts';
import type { QueryReads } from './tables-of-query.ts';

/** What a query needs: only tables of the built-in schemas, other tables too, or something that is no table. */
export type Needs = 'built-in tables' | 'other tables' | 'something from outside';

/**
 * What came of a query: it ran with rows or without; it compares a text with a number, a bool with a text and the like, which is refused; it
 * is refused by name as not supported; the columns that its data make clash; it is refused, and by Microsoft's analyzer too; it is refused
 * and the analyzer takes it.
 */
export type Outcome = 'rows' | 'no rows' | 'compares different types' | 'unsupported' | 'data' | 'limit' | 'wrong query' | 'wrong refusal';

const hostCalls = new Set([
  'ingestion_time',
  'geo_info_from_ip_address',
  'current_database',
  'current_principal',
  'arg',
  'workspace',
  'adx',
]);

export function needsOf(query: Query, reads: QueryReads): Needs {
  const { tables, functions, externals, watchlists, fileProfile, databases } = reads;
  const hasHost = functions.size + externals.length + watchlists.size + databases.size > 0 || fileProfile !== undefined;
  if (hasHost || callsIn(query).some((name) => hostCalls.has(name))) return 'something from outside';
  return [...tables.values()].every(({ declared }) => declared !== undefined) ? 'built-in tables' : 'other tables';
}

/** The names of the functions that a tree calls. */
function callsIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { kind, name } = node as { readonly kind?: unknown; readonly name?: { readonly text: string } };
  const own = kind === 'call' && name !== undefined ? [name.text] : [];
  return [...own, ...Object.values(node).flatMap(callsIn)];
}

export function outcomeOf(text: string, reads: QueryReads, { result, error, mended, mismatch }: Run, analyzer: Analyzer): Outcome {
  if (error === undefined) return mismatch !== undefined ? 'compares different types' : (result?.rowCount ?? 0) > 0 ? 'rows' : 'no rows';
  if (error.kind === 'limit') return 'limit';
  if (error.kind === 'data' || / which the input already has/.test(error.message)) return 'data';
  // columns that only rows can make, and there were none
  if (error.errors.some(({ hint }) => hint !== undefined && / so made no columns/.test(hint))) return 'data';
  // … or there were, and they made others
  if (/^there is no column /.test(error.message) && /\bevaluate\s+(?:pivot|bag_unpack)\s*\(/.test(text)) return 'data';
  const first = error.errors.find(({ kind }) => kind === 'semantic');
  if (first !== undefined && !isValid(text, reads, mended, analyzer)) return 'wrong query';
  if (mismatch !== undefined || (first !== undefined && / cannot compare /.test(first.message))) return 'compares different types';
  return error.errors.some(({ kind }) => kind === 'unsupported') ? 'unsupported' : 'wrong refusal';
}

/**
 * Whether Microsoft's analyzer takes the query over these tables; a value is no result of a query. Of FileProfile and other databases the
 * analyzer knows nothing: what needs them counts as valid.
 */
function isValid(text: string, reads: QueryReads, mended: Run['mended'], analyzer: Analyzer): boolean {
  if (reads.fileProfile !== undefined || reads.databases.size > 0) return true;
  const functions = analyzedFunctions(reads, mended);
  const { valid, resultKind } = analyzer.analyze(parameterText(reads) + text, analyzedTables(reads, mended), { functions });
  return valid && (resultKind === 'table' || resultKind === 'tables');
}

/** The reason for a refusal, with all that differs between queries left out. */
export function reasonOf(error: KqlError | undefined): string {
  const message = error?.errors.find(({ kind }) => kind === 'semantic')?.message ?? error?.message ?? '';
  return message
    .replaceAll(/`[^`]*`/g, '`…`')
    .replaceAll(/\d+/g, 'n')
    .replace(/: the columns are .*/, '')
    .slice(0, 120);
}

import type { Span } from '../../errors.ts';
import type { OutputDescription } from '../describe/description.ts';
import type { Finding, ReadQuery } from '../describe/findings.ts';
import type { Rule } from '../rule.ts';

/** Something about rules that works as it stands, but is likely a fault (warning), or could be better (note). */
export interface Advice {
  /** What comments and baselines call it. */
  readonly id: string;
  readonly severity: 'note' | 'warning';
  /** What it is about, in a line. */
  readonly summary: string;
  /** The page of the manual that says why. */
  readonly docs: string;
  readonly find: (subject: Subject) => Iterable<Advised>;
}

/** A rule to be looked at, with all that is known of its query. */
export interface Subject extends ReadQuery {
  readonly rule: Rule;
  readonly text: string;
  /** The comparisons of all its stages. */
  readonly findings: readonly Finding[];
  readonly output: OutputDescription;
  /** The types of the columns of a known table. */
  readonly schemaOf: (table: string) => Readonly<Record<string, string>> | undefined;
}

/** One finding. */
export interface Advised {
  readonly message: string;
  readonly hint: string;
  /** In the query; or a key of the rule, which stands outside of it. */
  readonly at: Span | { readonly keys: readonly string[]; readonly value?: string };
}

const manual = 'https://learn.microsoft.com/kusto/query/';

/** A page of the manual of KQL. */
export function manualPage(page: string): string {
  return `${manual}${page}`;
}

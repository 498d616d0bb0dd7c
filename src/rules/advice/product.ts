import type { Profile } from '../../host.ts';
import type { Call, EvaluateOperator } from '../../syntax/ast.ts';
import { nodesIn } from '../../syntax/walk.ts';
import { lookUp } from '../describe/constants.ts';
import type { Advice, Advised, Subject } from './advice.ts';

/** What Azure Monitor, on which Sentinel stands, leaves out of KQL. */
const functions: ReadonlySet<string> = new Set([
  'cluster',
  'database',
  'cursor_after',
  'cursor_before_or_at',
  'cursor_current',
  'current_principal',
  'current_principal_details',
  'current_principal_is_member_of',
  'extent_id',
  'extent_tags',
]);
const plugins: ReadonlySet<string> = new Set([
  'python',
  'r',
  'sql_request',
  'mysql_request',
  'postgresql_request',
  'cosmosdb_sql_request',
  'http_request',
  'http_request_post',
]);
/** Functions that come with a product: which ones have them. */
const homes: Readonly<Record<string, readonly Profile[] | undefined>> = {
  FileProfile: ['defender'],
  DeviceFromIP: ['defender'],
  _GetWatchlist: ['sentinel', 'defender'],
  _GetWatchlistAlias: ['sentinel', 'defender'],
  workspace: ['sentinel', 'defender'],
};
const productNames: Readonly<Record<Profile, string>> = { sentinel: 'Sentinel', defender: 'Defender', adx: 'Azure Data Explorer' };
const longest = 10_000;

export const product: Advice = {
  id: 'product',
  severity: 'warning',
  summary: 'the product of the rule does not have this',
  docs: 'https://learn.microsoft.com/azure/azure-monitor/logs/log-query-overview',
  *find({ rule, query, text, top, output }: Subject): Generator<Advised> {
    const { profile } = rule;
    if (profile === undefined) return;
    yield* ofOtherProducts(profile, { query, top });
    if (profile === 'adx') return;
    const name = productNames[profile];
    const lacks = (what: string): Pick<Advised, 'message' | 'hint'> => ({
      message: `${name} does not have ${what}`,
      hint: 'it is of Azure Data Explorer; the rule would not run',
    });
    for (const statement of query.statements) {
      if (statement.kind === 'alias') yield { ...lacks('`alias`'), at: statement.span };
      if (statement.kind === 'query-parameters') yield { ...lacks('`declare query_parameters`'), at: statement.span };
      if (statement.kind === 'pattern') yield { ...lacks('`declare pattern`'), at: statement.span };
    }
    for (const node of nodesIn(query)) {
      if (node.kind === 'call') {
        const call = node as Call;
        if (functions.has(call.name.text) && lookUp(top, call.name.text) === undefined)
          yield { ...lacks(`${call.name.text}()`), at: call.name.span };
      }
      if (node.kind === 'evaluate') {
        const { call } = node as EvaluateOperator;
        if (plugins.has(call.name.text)) yield { ...lacks(`the plugin ${call.name.text}`), at: call.name.span };
      }
    }
    if (rule.kind === 'sentinel' && text.length > longest)
      yield {
        message: `the query has ${text.length} characters, and Sentinel takes ${longest}`,
        hint: 'put a part of it into a function of the workspace',
        at: { keys: ['query'] },
      };
    const { columns = [], open } = output;
    if (
      rule.kind === 'defender' &&
      !open &&
      columns.length > 0 &&
      !columns.some((column) => column.name === 'Timestamp' || column.name === 'TimeGenerated')
    )
      yield {
        message: 'a custom detection gives the column Timestamp, and this query does not',
        hint: 'keep it, as in `summarize arg_max(Timestamp, *) by DeviceId`',
        at: { keys: ['queryText'] },
      };
  },
};

function* ofOtherProducts(profile: Profile, { query, top }: Pick<Subject, 'query' | 'top'>): Generator<Advised> {
  for (const node of nodesIn(query)) {
    if (node.kind !== 'call') continue;
    const { name } = node as Call;
    const home = Object.hasOwn(homes, name.text) ? homes[name.text] : undefined;
    if (home === undefined || home.includes(profile) || lookUp(top, name.text) !== undefined) continue;
    const owners = home.map((product) => productNames[product]).join(' and ');
    yield {
      message: `${productNames[profile]} does not have ${name.text}()`,
      hint: `it is of ${owners}; the rule would not run`,
      at: name.span,
    };
  }
}

import type { Call, Expression } from '../../syntax/ast.ts';
import { printExpression } from '../../syntax/print-expressions.ts';
import type { Stage } from '../stages.ts';
import { constantsOf, lookUp, type Names, oneLine, textOfConstant, withoutParentheses } from './constants.ts';
import type { SourceDescription } from './description.ts';

/** What the stages of a query read: tables, functions that give one, watchlists … by name, each with the stages that read it. */
export function sourcesOf(stages: readonly Stage[], namesOfStage: (stage: Stage) => Names): SourceDescription[] {
  const found = new Map<string, SourceDescription & { readonly stages: string[] }>();
  for (const stage of stages) {
    for (const { name, kind } of sourcesOfStage(stage, namesOfStage(stage))) {
      const key = `${kind} ${name}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { name, kind, stages: [stage.id] });
      else if (!known.stages.includes(stage.id)) known.stages.push(stage.id);
    }
  }
  return [...found.values()];
}

type Source = Pick<SourceDescription, 'name' | 'kind'>;

function sourcesOfStage({ node }: Stage, names: Names): Source[] {
  switch (node.kind) {
    case 'find':
    case 'search':
      return (node.in ?? []).flatMap((each) => sourceOf(each, names));
    case 'make-graph':
      return node.nodes.flatMap(({ table }) => sourceOf(table, names));
    case 'union':
      // its legs are stages of their own
      return [];
    default:
      return isExpression(node) ? sourceOf(node, names) : [];
  }
}

function isExpression(node: Stage['node']): node is Expression {
  return !('keywordSpan' in node) || ['externaldata', 'datatable', 'inline-external-table'].includes(node.kind);
}

function sourceOf(expression: Expression, names: Names): Source[] {
  const node = withoutParentheses(expression);
  switch (node.kind) {
    case 'name':
      // a let has stages of its own
      return lookUp(names, node.text) === undefined ? [{ name: node.text, kind: 'table' }] : [];
    case 'wildcard-name':
      return [{ name: node.pattern, kind: 'pattern' }];
    case 'star':
      return [{ name: '*', kind: 'pattern' }];
    case 'path':
      return [{ name: oneLine(printExpression(node)), kind: node.member.kind === 'wildcard-name' ? 'pattern' : 'table' }];
    case 'call':
      return sourceOfCall(node, names);
    case 'materialize':
    case 'totable':
    case 'datascope':
      return sourceOf(node.expression, names);
    case 'externaldata':
      return node.uris.map((address) => ({ name: constantText(address, names) ?? oneLine(printExpression(address)), kind: 'external' }));
    case 'inline-external-table':
      return [{ name: node.tableKind.text, kind: 'external' }];
    case 'datatable':
      return [{ name: 'datatable', kind: 'inline' }];
    default:
      return [];
  }
}

function sourceOfCall({ name, arguments: given }: Call, names: Names): Source[] {
  if (lookUp(names, name.text) !== undefined) return [];
  const [first] = given;
  const text = first && constantText(first, names);
  if (/^_GetWatchlist$/i.test(name.text)) return [{ name: text ?? '_GetWatchlist()', kind: 'watchlist' }];
  if (name.text === 'table' && text !== undefined) return [{ name: text, kind: 'table' }];
  if (name.text === 'external_table' && text !== undefined) return [{ name: text, kind: 'external' }];
  return [{ name: name.text, kind: 'function' }];
}

function constantText(expression: Expression, names: Names): string | undefined {
  const [constant, ...others] = constantsOf(expression, names) ?? [];
  return constant === undefined || others.length > 0 ? undefined : textOfConstant(constant);
}

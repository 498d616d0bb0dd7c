import type { Expression, Operator } from '../../syntax/ast.ts';
import { withoutParentheses } from '../describe/constants.ts';
import type { Stage } from '../stages.ts';
import { type Advice, type Advised, manualPage, type Subject } from './advice.ts';

const narrowing: ReadonlySet<string> = new Set([
  'project',
  'project-keep',
  'project-away',
  'summarize',
  'distinct',
  'make-series',
  'count',
  'top-nested',
]);
const wide = 30;

export const wideJoin: Advice = {
  id: 'wide-join',
  severity: 'note',
  summary: 'a join of two wide tables with all their columns',
  docs: manualPage('best-practices'),
  *find({ stages, schemaOf }: Subject): Generator<Advised> {
    for (const [k, { node, id }] of stages.entries()) {
      if (node.kind !== 'join' || !hasOnlyOneSource(node.right)) continue;
      const before = pipeBefore(stages, k, id);
      const [source] = before;
      if (source === undefined || before.some(({ operator }) => narrowing.has(operator))) continue;
      const tables = [tableOf(source.node), tableOfSide(node.right)];
      const widths = tables.map((table) => (table === undefined ? 0 : Object.keys(schemaOf(table) ?? {}).length));
      if (widths.some((width) => width < wide)) continue;
      yield {
        message: `all columns of ${tables.join(' and ')} are joined: ${widths.join(' and ')} of them`,
        hint: '`project` on both sides, before the join, what is needed behind it',
        at: node.keywordSpan,
      };
    }
  },
};

/** The stages of the same pipe before one. */
function pipeBefore(stages: readonly Stage[], at: number, id: string): Stage[] {
  const level = id.replace(/\d+$/, '');
  return stages.slice(0, at).filter((stage) => stage.id.startsWith(level) && /^\d+$/.test(stage.id.slice(level.length)));
}

function tableOf(node: Expression | Operator): string | undefined {
  return node.kind === 'name' ? node.text : undefined;
}

function tableOfSide(side: Expression): string | undefined {
  const node = withoutParentheses(side);
  if (node.kind !== 'pipe') return tableOf(node);
  if (node.source === undefined || node.operators.some(({ kind }) => narrowing.has(kind))) return undefined;
  return tableOf(withoutParentheses(node.source));
}

function hasOnlyOneSource(side: Expression): boolean {
  return tableOfSide(side) !== undefined;
}

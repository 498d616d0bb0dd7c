import type { BindContext, Environment } from '../binder/context.ts';
import type { Relation } from '../binder/relation.ts';
import { fail, nearestName } from '../errors.ts';
import type { Visualization } from '../plan/plan.ts';
import type { Expression, RenderOperator } from '../syntax/ast.ts';

const charts = [
  'table',
  'list',
  'card',
  'barchart',
  'columnchart',
  'piechart',
  'linechart',
  'timechart',
  'areachart',
  'stackedareachart',
  'scatterchart',
  'ladderchart',
  'anomalychart',
  'pivotchart',
  'timepivot',
  'timeline',
  'treemap',
  'plotly',
  'graph',
  'sankey',
  '3Dchart',
];

/** `render chart with (…)`: the rows stay as they are; what was asked for is handed to the host beside them. */
export function bindRender(_context: BindContext, _environment: Environment, input: Relation, node: RenderOperator): Relation {
  const chart = node.chart.text;
  if (!charts.includes(chart)) {
    const near = nearestName(chart, charts);
    fail(
      'semantic',
      `there is no chart \`${chart}\``,
      node.chart.span,
      near ? `did you mean \`${near}\`?` : `the charts are ${charts.join(', ')}`,
    );
  }
  const properties: Record<string, string | number | boolean | readonly string[]> = {};
  for (const { name, values } of node.properties) {
    const words = values.map(propertyValue);
    properties[name] = words.length === 1 ? words[0] : words.map(String);
  }
  const visualization: Visualization = { chart, properties };
  return { ...input, visualization };
}

function propertyValue(node: Expression): string | number | boolean {
  if (node.kind === 'name') return node.text;
  if (node.kind === 'unary' && node.operator === '-') return -Number(propertyValue(node.operand));
  if (node.kind === 'literal' && node.value !== null) return typeof node.value === 'bigint' ? Number(node.value) : node.value;
  return fail('semantic', 'a property of `render` is a word or a literal', node.span);
}

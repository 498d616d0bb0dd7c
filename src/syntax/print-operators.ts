import type {
  ExpandItem,
  Expression,
  FindProject,
  GraphEdge,
  GraphNode,
  GraphPattern,
  Operator,
  OperatorParameter,
  ParsePart,
  RenderProperty,
  ScanStep,
  SortKey,
  SourceOperator,
} from './ast.ts';
import { printStatements } from './print.ts';
import {
  indent,
  printBlock,
  printExpression,
  printFunctionParameter,
  printList,
  printName,
  printNamed,
  printNameOrWildcard,
  printParameter,
  printProperty,
  printSchema,
  printTable,
  printValue,
} from './print-expressions.ts';
import { printLiteral } from './print-literals.ts';

type OfKind<T, K> = T extends { kind: infer Kinds } ? (K extends Kinds ? T : never) : never;
type Printers<T extends { kind: string }> = { readonly [K in T['kind']]: (node: OfKind<T, K>) => string };

/** An operator as it stands after `|`. */
export function printOperator(operator: Operator): string {
  return (operators[operator.kind] as (node: Operator) => string)(operator);
}

/** An operator that begins a pipe. */
export function printSource(source: SourceOperator): string {
  return (sources[source.kind] as (node: SourceOperator) => string)(source);
}

const both: Printers<Extract<Operator, SourceOperator>> = {
  evaluate: ({ parameters, call, schema }) =>
    words('evaluate', parameterList(parameters), printExpression(call), schema && `: ${printSchema(schema)}`),
  find: ({ parameters, in: tables, predicate, project, projectAway }) =>
    words(
      'find',
      parameterList(parameters),
      tables && `in (${tables.map(printTable).join(', ')})`,
      `where ${printExpression(predicate)}`,
      project && printFindProject(project),
      projectAway && `__projectAway ${projectAway.map(printExpression).join(', ')}`,
    ),
  'macro-expand': ({ parameters, group, scope, statements }) =>
    words(
      'macro-expand',
      parameterList(parameters),
      printExpression(group),
      scope && `as ${printName(scope)}`,
      `(\n${indent(printStatements(statements))}\n)`,
    ),
  search: ({ parameters, in: tables, predicate }) =>
    words('search', parameterList(parameters), tables && `in (${tables.map(printTable).join(', ')})`, printExpression(predicate)),
  union: ({ parameters, tables }) => printList(words('union', parameterList(parameters)), tables.map(printTable)),
};

const sources: Printers<SourceOperator> = {
  ...both,
  print: ({ items }) => printList('print', items.map(printExpression)),
  range: ({ name, from, to, step }) =>
    `range ${printName(name)} from ${printExpression(from)} to ${printExpression(to)} step ${printExpression(step)}`,
  datatable: ({ parameters, schema, values }) =>
    `${words('datatable', parameterList(parameters), printSchema(schema))} [${printRows(values.map(printValue), schema.columns.length)}]`,
  __contextual_datatable: ({ id, schema }) => `__contextual_datatable ${printId(id)} ${printSchema(schema)}`,
  externaldata: ({ keyword, parameters, schema, uris, with: properties }) =>
    words(
      keyword,
      parameterList(parameters),
      printSchema(schema),
      `[${printRows(uris.map(printExpression), 1)}]`,
      properties.length > 0 && `with (${properties.map(printProperty).join(', ')})`,
    ),
  'inline-external-table': (table) =>
    words(
      'inline_external_table',
      table.schema && printSchema(table.schema),
      `kind=${table.tableKind.text}`,
      table.partitionBy.length > 0 && `partition by (${table.partitionBy.map(printPartitionColumn).join(', ')})`,
      table.pathFormat && `pathformat=(${table.pathFormat.map(printExpression).join(' ')})`,
      table.dataFormat && `dataformat=${table.dataFormat.text}`,
      `(${table.connectionStrings.map(printExpression).join(', ')})`,
      table.with.length > 0 && `with (${table.with.map(printProperty).join(', ')})`,
    ),
  'materialized-view-combine': ({ view, base, delta, aggregates }) =>
    words(
      'materialized-view-combine',
      printBlock('(', printExpression(view), ')'),
      `base ${printBlock('(', printExpression(base), ')')}`,
      `delta ${printBlock('(', printExpression(delta), ')')}`,
      `aggregations ${printBlock('(', printExpression(aggregates), ')')}`,
    ),
};

const operators: Printers<Operator> = {
  ...both,
  where: ({ keyword, parameters, predicate }) => words(keyword, parameterList(parameters), printExpression(predicate)),
  extend: ({ items }) => printList('extend', items.map(printExpression)),
  project: ({ items }) => printList('project', items.map(printExpression)),
  'project-away': ({ columns }) => printList('project-away', columns.map(printNameOrWildcard)),
  'project-keep': ({ columns }) => printList('project-keep', columns.map(printNameOrWildcard)),
  'project-rename': ({ items }) => printList('project-rename', items.map(printExpression)),
  'project-reorder': ({ items }) =>
    printList(
      'project-reorder',
      items.map(({ column, order }) => words(printNameOrWildcard(column), order)),
    ),
  'project-by-names': ({ items }) => printList('project-by-names', items.map(printExpression)),
  serialize: ({ parameters, items }) => printList(words('serialize', parameterList(parameters)), items.map(printExpression)),
  summarize: ({ parameters, aggregates, by, bin }) => {
    const head = printList(words('summarize', parameterList(parameters)), aggregates.map(printExpression));
    return words(head, by && printList('by', by.map(printExpression)), bin && `bin = ${printExpression(bin)}`);
  },
  count: ({ as }) => words('count', as && `as ${printName(as)}`),
  distinct: ({ parameters, items }) => printList(words('distinct', parameterList(parameters)), items.map(printExpression)),
  sort: ({ keyword, parameters, keys }) => printList(words(keyword, parameterList(parameters), 'by'), keys.map(printSortKey)),
  top: ({ parameters, count, keys }) =>
    words('top', parameterList(parameters), printExpression(count), 'by', keys.map(printSortKey).join(', ')),
  take: ({ keyword, parameters, count }) => words(keyword, parameterList(parameters), printExpression(count)),
  sample: ({ parameters, count }) => words('sample', parameterList(parameters), printExpression(count)),
  'sample-distinct': ({ parameters, count, of }) =>
    words('sample-distinct', parameterList(parameters), printExpression(count), 'of', printExpression(of)),
  'top-nested': ({ levels }) =>
    printList(
      '',
      levels.map(({ count, of, others, by, direction, nulls }) =>
        words(
          'top-nested',
          count && printExpression(count),
          `of ${printExpression(of)}`,
          others && `with others = ${printExpression(others)}`,
          `by ${printExpression(by)}`,
          direction,
          nulls && `nulls ${nulls}`,
        ),
      ),
    ).trimStart(),
  'top-hitters': ({ count, of, by }) =>
    words('top-hitters', printExpression(count), 'of', printExpression(of), by && `by ${printExpression(by)}`),
  join: ({ parameters, right, on, where }) =>
    words(
      'join',
      parameterList(parameters),
      printExpression(right),
      on && `on ${on.map(printExpression).join(', ')}`,
      where && `where ${printExpression(where)}`,
    ),
  lookup: ({ parameters, right, on }) =>
    words('lookup', parameterList(parameters), printExpression(right), on && `on ${on.map(printExpression).join(', ')}`),
  'mv-expand': ({ keyword, parameters, items, limit }) =>
    words(printList(words(keyword, parameterList(parameters)), items.map(printExpandItem)), limit && `limit ${printExpression(limit)}`),
  'mv-apply': ({ keyword, parameters, items, limit, contextId, subquery }) =>
    words(
      printList(words(keyword, parameterList(parameters)), items.map(printExpandItem)),
      limit && `limit ${printExpression(limit)}`,
      contextId && `id ${printExpression(contextId)}`,
      `on ${printSubquery(subquery)}`,
    ),
  parse: ({ parameters, expression, pattern }) => printParse('parse', parameters, expression, pattern),
  'parse-where': ({ parameters, expression, pattern }) => printParse('parse-where', parameters, expression, pattern),
  'parse-kv': ({ expression, keys, with: options }) =>
    words(
      'parse-kv',
      printExpression(expression),
      'as',
      printSchema(keys),
      options.length > 0 && `with (${options.map(printParameter).join(', ')})`,
    ),
  invoke: ({ function: call }) => `invoke ${printExpression(call)}`,
  as: ({ parameters, name }) => words('as', parameterList(parameters), printName(name)),
  getschema: ({ parameters }) => words('getschema', parameterList(parameters)),
  render: ({ chart, properties }) => {
    const listed = properties.filter(({ bare }) => !bare);
    const bare = properties.filter((property) => property.bare);
    return words(
      'render',
      chart.text,
      ...bare.map(printRenderProperty),
      listed.length > 0 && `with (${listed.map(printRenderProperty).join(', ')})`,
    );
  },
  consume: ({ parameters }) => words('consume', parameterList(parameters)),
  'assert-schema': ({ schema }) => `assert-schema ${printSchema(schema)}`,
  'make-series': ({ parameters, aggregates, on, inRange, from, to, step, by }) =>
    words(
      printList(
        words('make-series', parameterList(parameters)),
        aggregates.map(({ expression, defaultValue }) =>
          words(printExpression(expression), defaultValue && `default = ${printExpression(defaultValue)}`),
        ),
      ),
      `on ${printExpression(on)}`,
      inRange && `in range(${inRange.map(printExpression).join(', ')})`,
      from && `from ${printExpression(from)}`,
      to && `to ${printExpression(to)}`,
      step && `step ${printExpression(step)}`,
      by && `by ${by.map(printExpression).join(', ')}`,
    ),
  scan: ({ parameters, orderBy, partitionBy, declare, steps }) =>
    words(
      'scan',
      parameterList(parameters),
      orderBy && `order by ${orderBy.map(printSortKey).join(', ')}`,
      partitionBy && `partition by ${partitionBy.map(printExpression).join(', ')}`,
      declare.length > 0 && `declare (${declare.map(printFunctionParameter).join(', ')})`,
      steps.length === 0 ? 'with ()' : `with (\n${indent(steps.map(printStep).join('\n'))}\n)`,
    ),
  partition: ({ parameters, by, scope, body }) =>
    words(
      'partition',
      parameterList(parameters),
      `by ${printExpression(by)}`,
      scope && `in ${printExpression(scope)}`,
      body.form === 'query' ? `{\n${indent(printExpression(body.expression))}\n}` : printSubquery(body.expression),
    ),
  __partitionby: ({ parameters, by, contextId, subquery }) =>
    words(
      '__partitionby',
      parameterList(parameters),
      printExpression(by),
      contextId && `id ${printValue(contextId)}`,
      printSubquery(subquery),
    ),
  fork: ({ branches }) =>
    words('fork', ...branches.map(({ name, subquery }) => `${name ? `${printName(name)}=` : ''}${printSubquery(subquery)}`)),
  facet: ({ by, with: clause }) => words(printList('facet by', by.map(printExpression)), clause && `with ${printExpression(clause)}`),
  reduce: ({ parameters, by, with: options }) =>
    words(
      'reduce',
      parameterList(parameters),
      `by ${printExpression(by)}`,
      options.length > 0 && `with ${options.map(printParameter).join(', ')}`,
    ),
  'execute-and-cache': () => '__executeAndCache',
  'make-graph': ({ parameters, source, direction, target, nodes, nodeId, partitionedBy }) =>
    words(
      'make-graph',
      parameterList(parameters),
      `${printExpression(source)} ${direction} ${printExpression(target)}`,
      nodeId && `with_node_id=${printName(nodeId)}`,
      nodes.length > 0 && `with ${nodes.map(({ table, key }) => `${printExpression(table)} on ${printExpression(key)}`).join(', ')}`,
      partitionedBy && `partitioned-by ${printExpression(partitionedBy.column)} ${printSubquery(partitionedBy.subquery)}`,
    ),
  'graph-match': ({ parameters, patterns, where, project }) => printMatch('graph-match', parameters, patterns, where, project),
  'graph-shortest-paths': ({ parameters, patterns, where, project }) =>
    printMatch('graph-shortest-paths', parameters, patterns, where, project),
  'graph-mark-components': ({ parameters }) => words('graph-mark-components', parameterList(parameters)),
  'graph-to-table': ({ outputs }) =>
    printList(
      'graph-to-table',
      outputs.map(({ entity, as, parameters }) => words(entity, as && `as ${printName(as)}`, parameterList(parameters))),
    ),
  'graph-where-nodes': ({ predicate }) => `graph-where-nodes ${printExpression(predicate)}`,
  'graph-where-edges': ({ predicate }) => `graph-where-edges ${printExpression(predicate)}`,
};

// ---- parts ----------------------------------------------------------------------------------------------------------------------------

/** The parts that are there, with a blank between them. */
function words(...parts: (string | false | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== false && part !== '').join(' ');
}

function parameterList(parameters: readonly OperatorParameter[]): string {
  return parameters.map(printParameter).join(' ');
}

function printRenderProperty({ name, values, bare }: RenderProperty): string {
  const texts = values.map(name.endsWith('title') ? printExpression : printValue);
  return `${name}${bare && (name === 'by' || name === 'with') ? ' ' : '='}${texts.join(', ')}`;
}

/** Values in rows of so many, each row on a line where there are several. */
function printRows(values: readonly string[], columns: number): string {
  if (columns === 0 || values.length <= columns) return values.join(', ');
  const rows: string[] = [];
  for (let i = 0; i < values.length; i += columns) rows.push(values.slice(i, i + columns).join(', '));
  return `\n${indent(rows.join(',\n'))}\n`;
}

/** A literal, or an expression that must not look as if it began with a literal that has a sign. */
function printId(id: Expression): string {
  const text = printExpression(id);
  return id.kind === 'unary' ? text : text.replace(/^([+-])(?=\d)/, '$1 ');
}

function printPartitionColumn({
  name,
  type,
  value,
}: {
  name: Parameters<typeof printName>[0];
  type: { text: string };
  value?: Expression;
}): string {
  return words(`${printName(name)}:${type.text}`, value && `= ${printExpression(value)}`);
}

function printSortKey({ expression, direction, nulls }: SortKey): string {
  return words(printExpression(expression), direction, nulls && `nulls ${nulls}`);
}

function printExpandItem({ expression, type }: ExpandItem): string {
  return words(printExpression(expression), type && `to ${printExpression(type)}`);
}

/** A sub-query in parentheses, which stay around a single operator. */
function printSubquery(subquery: Expression): string {
  return printBlock('(', printExpression(subquery), ')');
}

function printParse(word: string, parameters: readonly OperatorParameter[], expression: Expression, pattern: readonly ParsePart[]): string {
  return words(word, parameterList(parameters), printExpression(expression), 'with', pattern.map(printParsePart).join(' '));
}

function printParsePart(part: ParsePart): string {
  if (part.kind === 'star') return '*';
  if (part.kind === 'literal') return printLiteral(part);
  return `${printName(part.name)}${part.type ? `:${part.type.text}` : ''}`;
}

function printStep({ name, optional, output, condition, assignments }: ScanStep): string {
  const head = words('step', printName(name), optional && 'optional', output && `output=${output}`);
  const tail = assignments.length === 0 ? '' : ` => ${assignments.map(printNamed).join(', ')}`;
  return `${head}: ${printExpression(condition)}${tail};`;
}

function printFindProject({ smart, columns, pack }: FindProject): string {
  if (smart) return 'project-smart';
  const listed = columns.map(({ column, type }) => `${printExpression(column)}${type ? `:${type.text}` : ''}`);
  return `project ${[...listed, ...(pack ? ['pack(*)'] : [])].join(', ')}`;
}

function printMatch(
  word: string,
  parameters: readonly OperatorParameter[],
  patterns: readonly GraphPattern[],
  where: Expression | undefined,
  project: readonly Expression[] | undefined,
): string {
  return words(
    printList(words(word, parameterList(parameters)), patterns.map(printPattern)),
    where && `where ${printExpression(where)}`,
    project && printList('project', project.map(printExpression)),
  );
}

function printPattern({ elements }: GraphPattern): string {
  return elements.map((element) => (element.kind === 'graph-node' ? printNode(element) : printEdge(element))).join('');
}

function printNode({ name }: GraphNode): string {
  return `(${name ? printName(name) : ''})`;
}

function printEdge({ name, direction, range }: GraphEdge): string {
  if (name === undefined && range === undefined) return direction;
  const steps = range === undefined ? '' : `*${printExpression(range.from)}..${printExpression(range.to)}`;
  const inner = `${name ? printName(name) : ''}${steps}`;
  return `${direction === '<--' ? '<-' : '-'}[${inner}]${direction === '-->' ? '->' : '-'}`;
}

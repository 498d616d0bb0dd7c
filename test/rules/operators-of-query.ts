import { type ScalarType, scalarTypeOf } from '../../src/data/types.ts';
import { fileProfileColumns } from '../../src/providers/file-profiles.ts';
import type { Expression, JoinOperator, LookupOperator, Operator, ParseOperator, SourceOperator } from '../../src/syntax/ast.ts';
import { constantsOf } from './constants.ts';
import { createEvidence, elementOf, type Template, vote } from './evidence.ts';
import {
  closedShape,
  type Environment,
  knownColumn,
  lookUp,
  opaque,
  resolveColumn,
  type Scope,
  type Shape,
  type TableUse,
  type Value,
} from './shape.ts';
import { functionNamed, patternShape, type Reading, readFunction, readTable } from './tables-of-query.ts';
import { evidenceOf, freshColumn, note, readExpression } from './values-of-query.ts';

/** Reads one operator over a table; gives what is known of the table after it. */
export function readOperator(reading: Reading, node: Operator | SourceOperator, environment: Environment, input: Shape | undefined): Shape {
  const shape = input ?? closedShape();
  const scope: Scope = { environment, shape };
  const read = (expression: Expression | undefined): void => {
    if (expression !== undefined) readExpression(reading, expression, scope);
  };
  switch (node.kind) {
    case 'where':
      readExpression(reading, node.predicate, scope);
      return shape;
    case 'extend':
    case 'serialize':
    case 'project':
    case 'print': {
      for (const item of node.items) read(item);
      const columns = node.items.flatMap((item, index) =>
        columnsOfItem(item, scope, `${node.kind === 'print' ? 'print_' : 'Column'}${index}`),
      );
      return node.kind === 'project' || node.kind === 'print' ? closedShape(columns) : withColumns(shape, columns);
    }
    case 'project-away':
      return shape;
    case 'project-keep':
      return node.columns.some(({ kind }) => kind === 'wildcard-name')
        ? shape
        : closedShape(node.columns.flatMap((column) => (column.kind === 'name' ? columnsOfItem(column, scope, '') : [])));
    case 'project-rename': {
      const columns = node.items.flatMap((item) => (item.kind === 'named' ? columnsOfItem(item, scope, '') : []));
      for (const item of node.items) read(item);
      return withColumns(shape, columns);
    }
    case 'project-reorder':
      for (const { column } of node.items) if (column.kind === 'name') read(column);
      return shape;
    case 'summarize': {
      for (const item of [...node.aggregates, ...(node.by ?? [])]) read(item);
      const columns = [...(node.by ?? []), ...node.aggregates].flatMap((item) => columnsOfAggregate(item, scope));
      const keepsAll = node.aggregates.some((item) => hasStar(item.kind === 'named' ? item.value : item));
      return keepsAll ? withColumns(shape, columns) : closedShape(columns);
    }
    case 'distinct':
      for (const item of node.items) read(item);
      return node.items.some(({ kind }) => kind === 'star')
        ? shape
        : closedShape(node.items.flatMap((item) => columnsOfItem(item, scope, '')));
    case 'count':
    case 'getschema':
      return closedShape();
    case 'sort':
    case 'top':
      for (const key of node.keys) read(key.expression);
      return shape;
    case 'join':
    case 'lookup':
      return readJoin(reading, node, environment, shape);
    case 'union': {
      const legs = node.tables.map((leg) => readTable(reading, leg, environment, undefined));
      return unionOf(input === undefined ? legs : [input, ...legs]);
    }
    case 'mv-expand':
    case 'mv-apply': {
      const columns: [string, Value][] = [];
      for (const { expression, type } of node.items) {
        read(expression);
        const [inner, name] = expression.kind === 'named' ? [expression.value, expression.names[0].text] : [expression, nameOf(expression)];
        const item: Value = { kind: 'item', node: inner, scope };
        if (name !== undefined) columns.push([name, item]);
        const scalar = type?.type.kind === 'type' ? scalarTypeOf(type.type.text) : undefined;
        if (!(inner.kind === 'call'))
          for (const evidence of evidenceOf(reading, inner, scope)) {
            vote(evidence, 'dynamic', 3);
            if (scalar !== undefined) vote(elementOf(evidence), scalar, 3);
          }
      }
      const expanded = withColumns(shape, columns);
      if (node.kind === 'mv-expand') return expanded;
      const applied = readTable(reading, node.subquery, environment, expanded);
      return withColumns(shape, [...columns, ...applied.columns]);
    }
    case 'parse':
    case 'parse-where':
      return readParse(reading, node, scope, shape);
    case 'parse-kv': {
      read(node.expression);
      const columns = node.keys.columns.map(({ name }): [string, Value] => [name.text, freshColumn().value]);
      return withColumns(shape, columns);
    }
    case 'evaluate':
      return readPlugin(reading, node.call.name.text, node.call.arguments, scope, shape);
    case 'invoke': {
      const { function: called } = node;
      const [name, args] = called.kind === 'call' ? [called.name.text, called.arguments] : [called.kind === 'name' ? called.text : '', []];
      const own = lookUp(environment, name);
      if (own?.kind === 'function') return readFunction(reading, own, args, scope, shape)?.shape ?? shape;
      const table = name === 'FileProfile' ? profileTable(reading, args, scope) : functionNamed(reading, name, args, scope, true).table;
      return { ...shape, columns: new Map(shape.columns), sources: [...shape.sources, table] };
    }
    case 'as':
      environment.names.set(node.name.text, { kind: 'table', shape });
      return shape;
    case 'make-series': {
      for (const { expression } of node.aggregates) read(expression);
      read(node.on);
      note(reading, node.on, scope, 'datetime', [], true, 1);
      for (const bound of [node.from, node.to, node.step, ...(node.inRange ?? [])]) read(bound);
      for (const key of node.by ?? []) read(key);
      const columns = [...node.aggregates.map(({ expression }) => expression), node.on, ...(node.by ?? [])];
      return closedShape(columns.flatMap((item) => columnsOfItem(item, scope, '')));
    }
    case 'top-nested':
      for (const { of, by } of node.levels) for (const expression of [of, by]) read(expression);
      return closedShape(node.levels.flatMap(({ of }) => columnsOfItem(of, scope, '')));
    case 'partition':
      read(node.by);
      return readTable(reading, node.body.expression, environment, shape);
    case 'fork':
      for (const branch of node.branches) readTable(reading, branch.subquery, environment, shape);
      return shape;
    case 'reduce':
      read(node.by);
      return closedShape();
    case 'sample-distinct':
      read(node.of);
      return closedShape(columnsOfItem(node.of, scope, ''));
    case 'scan': {
      for (const key of node.orderBy ?? []) read(key.expression);
      for (const key of node.partitionBy ?? []) read(key);
      const columns = node.declare.map(({ name }): [string, Value] => [name.text, opaque]);
      const inner = withColumns(shape, columns);
      for (const step of node.steps) readExpression(reading, step.condition, { environment, shape: inner });
      return inner;
    }
    case 'search':
    case 'find': {
      const legs = node.in?.map((leg) => readTable(reading, leg, environment, undefined));
      const searched = input ?? unionOf(legs ?? [patternShape(reading, '*')]);
      readExpression(reading, node.predicate, { environment, shape: searched });
      for (const text of constantsOf(node.predicate, scope))
        for (const source of searched.sources) reading.starTexts.push({ source, samples: [text] });
      return searched;
    }
    case 'range':
      return closedShape([[node.name.text, { kind: 'computed', node: node.from, scope }]]);
    case 'datatable': {
      const width = node.schema.columns.length;
      return closedShape(
        node.schema.columns.map(({ name }, place) => [
          name.text,
          { kind: 'constants', nodes: node.values.filter((_, index) => index % width === place) },
        ]),
      );
    }
    case 'externaldata': {
      const declared: Record<string, ScalarType> = {};
      for (const { name, type } of node.schema.columns) declared[name.text] = scalarTypeOf(type.text) ?? 'string';
      const table: TableUse = { name: 'externaldata', declared, columns: new Map() };
      for (const uri of node.uris) for (const url of constantsOf(uri, scope)) reading.externals.push({ url: String(url), table });
      return { ...closedShape(), sources: [table] };
    }
    case 'make-graph':
      for (const key of [node.source, node.target]) read(key);
      return shape;
    default:
      return shape;
  }
}

function profileTable(reading: Reading, args: readonly Expression[], scope: Scope): TableUse {
  for (const argument of args) readExpression(reading, argument, scope);
  const declared = Object.fromEntries(fileProfileColumns.map(({ name, type }) => [name, type]));
  reading.fileProfile ??= { name: 'FileProfile', declared, columns: new Map() };
  return reading.fileProfile;
}

function hasStar(node: Expression): boolean {
  return node.kind === 'call' && node.arguments.some(({ kind }) => kind === 'star');
}

function withColumns(shape: Shape, columns: readonly (readonly [string, Value])[]): Shape {
  return { ...shape, columns: new Map([...shape.columns, ...columns]) };
}

/** The name that a column without one gets, where it is that of what is read. */
function nameOf(node: Expression): string | undefined {
  switch (node.kind) {
    case 'name':
      return node.text;
    case 'parenthesized':
      return nameOf(node.expression);
    case 'path': {
      const member = node.member.kind === 'name' ? node.member.text : undefined;
      const base = nameOf(node.base);
      return base === undefined ? member : `${base}_${member}`;
    }
    case 'element': {
      const base = nameOf(node.base);
      const index = node.index.kind === 'literal' ? node.index.value : '';
      return base === undefined ? undefined : `${base}_${index}`;
    }
    default:
      return undefined;
  }
}

function columnsOfItem(item: Expression, scope: Scope, otherwise: string): [string, Value][] {
  if (item.kind === 'named')
    return item.names.map(({ text }) => [text, item.names.length === 1 ? { kind: 'computed', node: item.value, scope } : opaque]);
  if (item.kind === 'name' && scope.shape !== undefined)
    return [[item.text, resolveColumn(scope.shape, item.text) ?? { kind: 'computed', node: item, scope }]];
  if (item.kind === 'call') {
    const argument = item.arguments.map(nameOf).find((name) => name !== undefined);
    return argument === undefined ? [[`${item.name.text}_`, opaque]] : [[argument, { kind: 'computed', node: item, scope }]];
  }
  const name = nameOf(item);
  return [[name ?? otherwise, { kind: 'computed', node: item, scope }]];
}

const shortNames: Readonly<Record<string, string>> = {
  make_set: 'set',
  make_list: 'list',
  makeset: 'set',
  makelist: 'list',
  take_any: '',
  any: 'any',
};

/** The columns of an item of summarize: count_, set_X …; arg_max gives the columns themselves. */
function columnsOfAggregate(item: Expression, scope: Scope): [string, Value][] {
  const call = item.kind === 'named' ? item.value : item;
  if (call.kind === 'call' && /^(arg_max|arg_min|argmax|argmin)$/.test(call.name.text)) {
    const [first, ...others] = call.arguments;
    const rest = others.flatMap((argument) => (argument.kind === 'star' ? [] : columnsOfItem(argument, scope, '')));
    if (item.kind !== 'named') return [...columnsOfItem(first, scope, ''), ...rest];
    return [[item.names[0].text, { kind: 'computed', node: first, scope }], ...rest];
  }
  if (item.kind !== 'named' && call.kind === 'call' && !/^(bin|floor|startofday|tolower|tostring|toupper)$/.test(call.name.text)) {
    const argument = call.arguments.map(nameOf).find((name) => name !== undefined) ?? '';
    const short = shortNames[call.name.text] ?? call.name.text;
    return [[short === '' ? argument : `${short}_${argument}`, { kind: 'computed', node: call, scope }]];
  }
  return columnsOfItem(item, scope, '');
}

function readJoin(reading: Reading, node: JoinOperator | LookupOperator, environment: Environment, left: Shape): Shape {
  const right = readTable(reading, node.right, environment, undefined);
  const sides = { $left: left, $right: right };
  for (const condition of node.on ?? []) {
    if (condition.kind === 'name') {
      for (const shape of [left, right]) readExpression(reading, condition, { environment, shape });
      continue;
    }
    for (const part of condition.kind === 'logical' ? condition.operands : [condition]) {
      const inner = part.kind === 'parenthesized' ? part.expression : part;
      if (inner.kind !== 'binary') continue;
      for (const side of [inner.left, inner.right]) {
        if (side.kind !== 'path' || side.base.kind !== 'name' || side.member.kind !== 'name') continue;
        const shape = sides[side.base.text as keyof typeof sides];
        if (shape !== undefined) readExpression(reading, side.member, { environment, shape });
      }
    }
  }
  const kind = node.parameters.find(({ name }) => name === 'kind')?.value;
  const kindText = kind?.kind === 'name' ? kind.text.toLowerCase() : '';
  if (/^(leftsemi|leftanti|anti|leftantisemi)$/.test(kindText)) return left;
  if (/^(rightsemi|rightanti|rightantisemi)$/.test(kindText)) return right;
  const columns = new Map(left.columns);
  for (const [name, value] of right.columns) {
    if (knownColumn(left, name) === undefined) columns.set(name, value);
    else columns.set(`${name}1`, value);
  }
  return { columns, sources: [...left.sources, ...right.sources], union: false, right, bags: [...left.bags, ...right.bags] };
}

function unionOf(legs: readonly Shape[]): Shape {
  const columns = new Map<string, Value>();
  for (const leg of legs) {
    for (const [name, value] of leg.columns) {
      const before = columns.get(name);
      columns.set(
        name,
        before?.kind === 'read' && value.kind === 'read'
          ? { kind: 'read', evidence: [...before.evidence, ...value.evidence] }
          : (before ?? value),
      );
    }
  }
  return { columns, sources: [...new Set(legs.flatMap(({ sources }) => sources))], union: true, bags: legs.flatMap(({ bags }) => bags) };
}

/** A text that the pattern of `parse` takes apart: its literals, with the values of the new columns between them. */
function readParse(reading: Reading, { expression, pattern, parameters }: ParseOperator, scope: Scope, shape: Shape): Shape {
  const regex = parameters.some(({ name, value }) => name === 'kind' && value.kind === 'name' && value.text === 'regex');
  readExpression(reading, expression, scope);
  const parts: Template['parts'][number][] = [];
  const columns: [string, Value][] = [];
  for (const part of pattern) {
    if (part.kind === 'star') parts.push(createEvidence());
    else if (part.kind === 'literal') parts.push(String(part.value));
    else {
      const { value, evidence } = freshColumn();
      const type = part.type && scalarTypeOf(part.type.text);
      if (type !== undefined) vote(evidence, type, 100);
      columns.push([part.name.text, value]);
      parts.push(evidence);
    }
  }
  for (const evidence of evidenceOf(reading, expression, scope)) {
    vote(evidence, 'string');
    if (!regex) evidence.wanted.add({ parts });
  }
  return withColumns(shape, columns);
}

function readPlugin(reading: Reading, name: string, args: readonly Expression[], scope: Scope, shape: Shape): Shape {
  if (name === 'ipv4_lookup' || name === 'ipv6_lookup') {
    const right = readTable(reading, args[0], scope.environment, undefined);
    readExpression(reading, args[1], scope);
    for (const key of args.slice(2)) if (key.kind === 'name') resolveColumn(right, key.text);
    return {
      columns: new Map([...right.columns, ...shape.columns]),
      sources: [...shape.sources, ...right.sources],
      union: false,
      right,
      bags: shape.bags,
    };
  }
  for (const argument of args) readExpression(reading, argument, scope);
  if (name === 'bag_unpack' && args.length > 0) {
    const bag = evidenceOf(reading, args[0], scope);
    for (const evidence of bag) vote(evidence, 'dynamic', 5);
    return bag.length === 0 ? shape : { ...shape, columns: new Map(shape.columns), bags: [bag, ...shape.bags] };
  }
  if (name === 'narrow' || name === 'pivot' || name.startsWith('activity') || name.startsWith('sliding')) return closedShape();
  return shape;
}

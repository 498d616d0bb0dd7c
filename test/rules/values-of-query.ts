import type { ScalarType } from '../../src/data/types.ts';
import type { Binary, Call, Expression, Name } from '../../src/syntax/ast.ts';
import { constantsOf, durationOf, joined, shifted, typeOfConstant } from './constants.ts';
import { createEvidence, type Evidence, elementOf, pieceOf, propertyOf, vote } from './evidence.ts';
import { knownColumn, lookUp, opaque, resolveColumn, type Scope, type Value } from './shape.ts';
import { type Reading, readFunction, readTable } from './tables-of-query.ts';
import { textMatching } from './text-matching.ts';

/** Notes what an expression tells about the columns in it; `positive` says whether the query wants it to be true. */
export function readExpression(reading: Reading, node: Expression, scope: Scope, positive = true): void {
  switch (node.kind) {
    case 'logical':
      for (const operand of node.operands) readExpression(reading, operand, scope, positive);
      return;
    case 'binary':
      readBinary(reading, node, scope, positive);
      return;
    case 'between': {
      readExpression(reading, node.operand, scope);
      readExpression(reading, node.low, scope);
      readExpression(reading, node.high, scope);
      const type = typeOf(node.low, scope) ?? typeOf(node.high, scope);
      const samples = [...constantsOf(node.low, scope).map((sample) => shifted(sample, 1)), ...constantsOf(node.high, scope)];
      note(reading, node.operand, scope, type, samples, positive !== node.negated);
      return;
    }
    case 'list-test': {
      readExpression(reading, node.operand, scope);
      const text = node.operator !== 'in' && node.operator !== '!in';
      const negated = node.operator.startsWith('!');
      for (const item of node.items) {
        readItem(reading, item, scope);
        const samples = constantsOf(item, scope);
        note(reading, node.operand, scope, text ? 'string' : typeOf(item, scope), samples, positive !== negated);
        if (node.operator === 'has_all') note(reading, node.operand, scope, 'string', [joined(samples)], positive);
      }
      return;
    }
    case 'unary':
      readExpression(reading, node.operand, scope);
      note(reading, node.operand, scope, 'long', [], true, 0.5);
      return;
    case 'parenthesized':
      readExpression(reading, node.expression, scope, positive);
      return;
    case 'named':
      readExpression(reading, node.value, scope, positive);
      return;
    case 'name':
    case 'path':
    case 'element':
      evidenceOf(reading, node, scope);
      if (node.kind === 'element') readExpression(reading, node.index, scope);
      return;
    case 'call':
      readCall(reading, node, scope, positive);
      return;
    case 'toscalar':
    case 'totable':
    case 'materialize':
    case 'pipe':
    case 'datatable':
    case 'union':
    case 'externaldata':
      readTable(reading, node, scope.environment, scope.shape);
      return;
    default:
      return;
  }
}

/** What stands in a list: a table or a value. */
function readItem(reading: Reading, item: Expression, scope: Scope): void {
  const inner = item.kind === 'parenthesized' ? item.expression : item;
  const isTable =
    inner.kind === 'name' &&
    (lookUp(scope.environment, inner.text)?.kind === 'table' ||
      (Object.hasOwn(reading.schemas, inner.text) && lookUp(scope.environment, inner.text) === undefined));
  if (isTable) readTable(reading, inner, scope.environment, undefined);
  else readExpression(reading, inner, scope);
}

const textOperators = /^!?(has|contains|startswith|endswith|like|hasprefix|hassuffix)|^=~$|^!~$|^matches regex$/;

function readBinary(reading: Reading, node: Binary, scope: Scope, positive: boolean): void {
  const { operator, left, right } = node;
  if (left.kind === 'star') {
    for (const source of scope.shape?.sources ?? []) reading.starTexts.push({ source, samples: constantsOf(right, scope) });
    return;
  }
  readExpression(reading, left, scope);
  readExpression(reading, right, scope);
  if (textOperators.test(operator)) {
    const samples =
      operator === 'matches regex' ? constantsOf(right, scope).map((pattern) => textMatching(String(pattern))) : constantsOf(right, scope);
    const lifted = samples.map((sample) => (operator.endsWith('like') ? String(sample).replaceAll('%', 'x').replaceAll('*', 'x') : sample));
    note(reading, left, scope, 'string', lifted, positive !== operator.startsWith('!'));
    if (operator === '=~' || operator === '!~')
      note(reading, right, scope, 'string', constantsOf(left, scope), positive !== (operator === '!~'));
    return;
  }
  if (['+', '-', '*', '/', '%'].includes(operator)) {
    const duration = durationOf(left, scope) ?? durationOf(right, scope);
    for (const [side, other] of [
      [left, right],
      [right, left],
    ]) {
      if (duration !== undefined) note(reading, side, scope, operator === '+' || operator === '-' ? 'datetime' : undefined, [], true);
      else if (typeOf(other, scope) === 'datetime') note(reading, side, scope, 'datetime', [], true);
      else note(reading, side, scope, typeOf(other, scope) === 'real' ? 'real' : 'long', [], true, 0.5);
    }
    return;
  }
  const step = operator.startsWith('>') ? 1 : -1;
  const negated = operator === '!=';
  const equal = operator === '==' || negated;
  noteComparison(reading, left, right, scope, equal ? 0 : step, positive !== negated);
  noteComparison(reading, right, left, scope, equal ? 0 : -step, positive !== negated);
}

function noteComparison(reading: Reading, side: Expression, other: Expression, scope: Scope, step: number, positive: boolean): void {
  const samples = constantsOf(other, scope).map((sample) => (step === 0 ? sample : shifted(sample, step)));
  const type = typeOf(other, scope);
  note(reading, side, scope, type, samples, positive, step !== 0 && type === 'long' ? 2 : 1);
}

/** Functions that say what their first argument is. */
const argumentTypes: Readonly<Record<string, ScalarType>> = {
  tolower: 'string',
  toupper: 'string',
  strlen: 'string',
  substring: 'string',
  split: 'string',
  extract: 'string',
  extract_all: 'string',
  replace: 'string',
  replace_string: 'string',
  replace_regex: 'string',
  indexof: 'string',
  parse_url: 'string',
  base64_decode_tostring: 'string',
  parse_path: 'string',
  parse_command_line: 'string',
  ipv4_is_private: 'string',
  url_decode: 'string',
  countof: 'string',
  isempty: 'string',
  isnotempty: 'string',
  startofday: 'datetime',
  endofday: 'datetime',
  startofweek: 'datetime',
  startofmonth: 'datetime',
  hourofday: 'datetime',
  dayofweek: 'datetime',
  format_datetime: 'datetime',
  datetime_part: 'datetime',
  array_length: 'dynamic',
  bag_keys: 'dynamic',
  array_concat: 'dynamic',
  array_slice: 'dynamic',
  set_has_element: 'dynamic',
  bag_has_key: 'dynamic',
  round: 'real',
  format_bytes: 'real',
  parse_xml: 'string',
  trim_end: 'string',
  series_decompose_anomalies: 'dynamic',
};

function readCall(reading: Reading, node: Call, scope: Scope, positive: boolean): void {
  const name = node.name.text;
  const args = node.arguments.map((argument) => (argument.kind === 'named' ? argument.value : argument));
  const own = lookUp(scope.environment, name);
  if (own?.kind === 'function') {
    readFunction(reading, own, node.arguments, scope, undefined);
    return;
  }
  const turned = name === 'not' ? !positive : positive;
  for (const argument of args) readExpression(reading, argument, scope, turned);
  const [first, second, third] = args;
  if (first === undefined) return;
  const says = argumentTypes[name];
  if (says !== undefined) note(reading, first, scope, says, [], true, name === 'isempty' || name === 'isnotempty' ? 0.2 : 1);
  if (/^(sum|avg|percentile|stdev)/.test(name)) note(reading, first, scope, 'long', [], true, 0.6);
  if (/^(bin|floor|bin_at)$/.test(name) && second)
    note(reading, first, scope, durationOf(second, scope) === undefined ? 'long' : 'datetime', [], true, 2);
  if (name === 'datetime_diff') for (const time of [second, third]) if (time) note(reading, time, scope, 'datetime', [], true);
  if (name === 'datetime_add' && third) note(reading, third, scope, 'datetime', [], true);
  if ((name === 'extract' || name === 'extract_all') && args.length > 1) {
    const patterns = constantsOf(first, scope).map((pattern) => textMatching(String(pattern)));
    note(
      reading,
      args[
        args.length > 2
          ? typeOf(args[args.length - 1], scope) === undefined && args[args.length - 1].kind !== 'typeof'
            ? args.length - 1
            : 2
          : 1
      ],
      scope,
      'string',
      patterns,
      true,
    );
  }
  if (/^(trim|trim_start|trim_end|replace|extract_json|extractjson)$/.test(name))
    note(reading, name === 'replace' ? third : second, scope, 'string', [], true);
  if (/^ipv4_|^parse_ipv4|^geo_info_from_ip/.test(name)) note(reading, first, scope, 'string', ['203.0.113.7', '10.0.0.8'], true);
  if (name === 'parse_url') note(reading, first, scope, 'string', ['https://user:pass@example.com:8443/path/file.exe?a=b&c=d#f'], true);
  if (name === 'base64_decode_tostring') note(reading, first, scope, 'string', ['aGVsbG8gd29ybGQ='], true);
}

/** Adds a type and values to whatever stands behind an expression. */
export function note(
  reading: Reading,
  node: Expression | undefined,
  scope: Scope,
  type: ScalarType | undefined,
  samples: readonly (string | number | boolean)[],
  positive: boolean,
  weight = 1,
): void {
  if (node === undefined) return;
  for (const evidence of evidenceOf(reading, node, scope)) {
    if (type !== undefined && converted(node, scope) === false) vote(evidence, type, weight);
    for (const sample of samples.slice(0, 40)) (positive ? evidence.wanted : evidence.unwanted).add(sample);
  }
}

/** Whether the expression converts what it reads, so that its own type tells nothing about that of the column. */
function converted(node: Expression, scope: Scope): boolean {
  if (node.kind === 'parenthesized') return converted(node.expression, scope);
  if (node.kind === 'name') {
    const value = meaningOf(node, scope);
    return value.kind === 'computed' && value.node !== node && converted(value.node, value.scope);
  }
  return node.kind === 'call';
}

/** What a name stands for where it is written. */
export function meaningOf(node: Name, scope: Scope): Value {
  const { shape, environment } = scope;
  const name = node.text;
  if (shape?.columns.has(name)) return shape.columns.get(name) as Value;
  if (shape?.sources.some(({ declared }) => declared !== undefined && Object.hasOwn(declared, name)))
    return resolveColumn(shape, name) ?? opaque;
  const binding = lookUp(environment, name);
  if (binding?.kind === 'value') return binding.value;
  if (binding !== undefined) return opaque;
  return (shape && resolveColumn(shape, name)) ?? opaque;
}

/** Functions whose result shows the value of one of their arguments: its place. */
const transparent: Readonly<Record<string, number>> = {
  tostring: 0,
  tolower: 0,
  toupper: 0,
  toint: 0,
  tolong: 0,
  todouble: 0,
  toreal: 0,
  tobool: 0,
  toboolean: 0,
  todatetime: 0,
  toguid: 0,
  parse_json: 0,
  todynamic: 0,
  parsejson: 0,
  column_ifexists: 0,
  columnifexists: 0,
  trim: 1,
  trim_start: 1,
  trim_end: 1,
  coalesce: 0,
  max: 0,
  min: 0,
  any: 0,
  take_any: 0,
  replace_string: 0,
  url_decode: 0,
  make_set: 0,
  make_list: 0,
  makeset: 0,
  makelist: 0,
  array_distinct: 0,
  dynamic_to_json: 0,
};

const parsers = new Set(['parse_json', 'todynamic', 'parsejson', 'extractjson', 'tostring']);

/** The columns, properties and elements that an expression shows, through conversions and names. */
export function evidenceOf(reading: Reading, node: Expression, scope: Scope): readonly Evidence[] {
  switch (node.kind) {
    case 'parenthesized':
      return evidenceOf(reading, node.expression, scope);
    case 'named':
      return evidenceOf(reading, node.value, scope);
    case 'name':
      return evidenceOfValue(reading, meaningOf(node, scope));
    case 'path': {
      const { member } = node;
      if (member.kind !== 'name') return [];
      if (node.base.kind === 'name' && (node.base.text === '$left' || node.base.text === '$right')) return [];
      return baseOf(reading, node.base, scope).map((base) => propertyOf(base, member.text));
    }
    case 'element': {
      const { base, index } = node;
      const [constant] = constantsOf(index, scope);
      if (base.kind === 'call' && base.name.text === 'split') return piecesOf(reading, base, scope, Number(constant ?? 0));
      const bases = baseOf(reading, base, scope);
      return bases.map((each) => (typeof constant === 'string' ? propertyOf(each, constant) : elementOf(each)));
    }
    case 'call': {
      const name = node.name.text;
      if ((name === 'split' || name === 'extractjson') && node.arguments.length > 1) return [];
      const own = lookUp(scope.environment, name);
      if (own?.kind === 'function') {
        const inner = readFunction(reading, own, node.arguments, scope, undefined);
        return inner === undefined ? [] : evidenceOf(reading, inner.node, inner.scope);
      }
      const [argument0] = node.arguments;
      const argument = node.arguments[transparent[name] ?? -1];
      if ((name === 'column_ifexists' || name === 'columnifexists') && argument !== undefined && scope.shape !== undefined) {
        // a table of which all columns are declared has it or not
        const find = scope.shape.sources.some(({ declared }) => declared === undefined) ? resolveColumn : knownColumn;
        const value = find(scope.shape, String(constantsOf(argument, scope)[0] ?? ''));
        return value === undefined ? [] : evidenceOfValue(reading, value);
      }
      if (name === 'parse_xml' && argument0 !== undefined) {
        return evidenceOf(reading, argument0, scope).map((evidence) => {
          evidence.isXml = true;
          return evidence;
        });
      }
      if (name === 'iff' || name === 'iif') return node.arguments.slice(1).flatMap((each) => evidenceOf(reading, each, scope));
      return argument === undefined ? [] : evidenceOf(reading, argument, scope);
    }
    default:
      return [];
  }
}

/** What a path or an index goes into: without parse_json in between it must be dynamic. */
function baseOf(reading: Reading, node: Expression, scope: Scope): readonly Evidence[] {
  const found = evidenceOf(reading, node, scope);
  const parsed = node.kind === 'call' || (node.kind === 'name' && isParsed(meaningOf(node, scope)));
  if (!parsed) for (const evidence of found) vote(evidence, 'dynamic', 3);
  return found;
}

function isParsed(value: Value): boolean {
  return value.kind === 'computed' && value.node.kind === 'call' && parsers.has(value.node.name.text);
}

function piecesOf(reading: Reading, { arguments: args }: Call, scope: Scope, index: number): readonly Evidence[] {
  const delimiter = String(constantsOf(args[1], scope)[0] ?? ',');
  return evidenceOf(reading, args[0], scope).map((evidence) => pieceOf(evidence, delimiter, Number.isFinite(index) ? index : 0));
}

function evidenceOfValue(reading: Reading, value: Value): readonly Evidence[] {
  switch (value.kind) {
    case 'read':
      return value.evidence;
    case 'item':
      return itemsOf(reading, value.node, value.scope);
    case 'computed': {
      if (value.found === undefined) {
        value.found = [];
        value.found = [...new Set(evidenceOf(reading, value.node, value.scope))];
      }
      return value.found;
    }
    default:
      return [];
  }
}

/** The items of what mv-expand spreads. */
function itemsOf(reading: Reading, node: Expression, scope: Scope): readonly Evidence[] {
  if (node.kind === 'parenthesized') return itemsOf(reading, node.expression, scope);
  if (node.kind === 'call' && node.name.text === 'split') return piecesOf(reading, node, scope, 0);
  if (node.kind === 'call' && /^(make_set|make_list|makeset|makelist)/.test(node.name.text))
    return node.arguments.slice(0, 1).flatMap((argument) => evidenceOf(reading, argument, scope));
  if (node.kind === 'name') {
    const value = meaningOf(node, scope);
    if (value.kind === 'computed' && value.node !== node) return itemsOf(reading, value.node, value.scope);
  }
  return baseOf(reading, node, scope).map(elementOf);
}

/** The type of an expression, where its form or a constant behind it tells. */
function typeOf(node: Expression, scope: Scope): ScalarType | undefined {
  return typeOfConstant(node, scope);
}

export function freshColumn(): { readonly value: Value; readonly evidence: Evidence } {
  const evidence = createEvidence();
  return { value: { kind: 'read', evidence: [evidence] }, evidence };
}

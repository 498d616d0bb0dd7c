import type { Span } from '../../errors.ts';
import type { Binary, Expression, ListTest, Literal } from '../../syntax/ast.ts';
import { constantsOf, type Names, oneLine, textOf, textOfConstant, withoutParentheses } from './constants.ts';
import type { ConditionDescription, ConditionKind } from './description.ts';

/** A comparison in a filter: of a field with values. */
export interface Condition extends ConditionDescription {
  /** The other way round: `!=`, `!has`, `not(…)`. */
  readonly negated: boolean;
  /** One of several that `or` joins. */
  readonly alternative: boolean;
  readonly span: Span;
  /** The field as an expression; undefined for all fields (`*`). */
  readonly operand: Expression | undefined;
  /** What it is compared with. */
  readonly arguments: readonly Expression[];
  /** Where the operator stands. */
  readonly operatorSpan: Span;
  /** Those of one number are negated together: `not(a and b)`. */
  readonly together: number | undefined;
}

/**
 * The comparisons of a predicate. What is no comparison of a field (a call of a function, say) is left out: the stage's own text has it.
 */
export function conditionsOf(predicate: Expression, names: Names): Condition[] {
  const found: Condition[] = [];
  const open: Part[] = [{ node: predicate, negated: false, alternative: false, together: undefined }];
  let groups = 0;
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const node = withoutParentheses(part.node);
    const inner = partsOf(node, part, () => ++groups);
    if (inner === undefined) found.push(...comparison(node, part, names));
    else for (let k = inner.length - 1; k >= 0; k--) open.push(inner[k]);
  }
  return found;
}

interface Part {
  readonly node: Expression;
  readonly negated: boolean;
  readonly alternative: boolean;
  readonly together: number | undefined;
}

/** The operands of and, or and not: under a `not`, `or` says what `and` says without. */
function partsOf(node: Expression, part: Part, nextGroup: () => number): Part[] | undefined {
  if (node.kind === 'named') return [{ ...part, node: node.value }];
  if (node.kind === 'call' && node.name.text === 'not' && node.arguments.length === 1)
    return [{ ...part, node: node.arguments[0], negated: !part.negated }];
  if (node.kind !== 'logical') return undefined;
  const joins = (node.operator === 'and') !== part.negated;
  if (joins) return node.operands.map((operand) => ({ ...part, node: operand }));
  // not(a and b) excludes where both hold
  const isExclusion = part.negated && !part.alternative && node.operator === 'and';
  const together = isExclusion ? (part.together ?? nextGroup()) : part.together;
  return node.operands.map((operand) => ({ ...part, node: operand, alternative: part.alternative || !isExclusion, together }));
}

function comparison(node: Expression, part: Part, names: Names): Condition[] {
  const found = comparisonOf(node, names);
  if (found === undefined) return [];
  const { negated, ...condition } = found;
  return [{ ...condition, negated: negated !== part.negated, alternative: part.alternative, together: part.together, span: node.span }];
}

type Comparison = Omit<Condition, 'alternative' | 'together' | 'span'>;

function comparisonOf(node: Expression, names: Names): Comparison | undefined {
  switch (node.kind) {
    case 'binary':
      return binaryComparison(node, names);
    case 'list-test':
      return listComparison(node, names);
    case 'between': {
      const operator = 'between';
      return of(node.operand, { kind: 'between', operator, cased: false }, [node.low, node.high], node.negated, node.span, names);
    }
    case 'call':
      return callComparison(node, names);
    case 'name':
    case 'path':
    case 'element':
      // a column of booleans
      return { ...of(node, { kind: 'eq', operator: '==', cased: false }, [], false, node.span, names), values: ['true'], constant: true };
    case 'literal':
      // a word of `search`
      return node.type === 'string'
        ? of(undefined, { kind: 'match', operator: 'has', cased: false }, [node], false, node.span, names)
        : undefined;
    default:
      return undefined;
  }
}

interface Operator {
  readonly kind: ConditionKind;
  readonly operator: string;
  readonly cased: boolean;
}

const binaryKinds: Readonly<Record<string, ConditionKind>> = {
  '==': 'eq',
  '=~': 'eq',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  has: 'match',
  hasprefix: 'match',
  hassuffix: 'match',
  like: 'match',
  ':': 'match',
  contains: 'contains',
  startswith: 'startswith',
  endswith: 'endswith',
  'matches regex': 'regex',
};

const positive: Readonly<Record<string, string>> = { '!=': '==', '!~': '=~' };
const flipped: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

function binaryComparison({ operator, operatorSpan, left, right }: Binary, names: Names): Comparison | undefined {
  const negated = operator.startsWith('!');
  let plain = negated ? (positive[operator] ?? operator.slice(1)) : operator;
  let [field, value] = [left, right];
  if (constantsOf(left, names) !== undefined && constantsOf(right, names) === undefined) {
    // `5 < x`; what is asked of a text about a field has no other way round
    if (plain !== '==' && plain !== '=~' && flipped[plain] === undefined) return undefined;
    plain = flipped[plain] ?? plain;
    [field, value] = [right, left];
  }
  const kind = binaryKinds[plain.replace(/_cs$/, '')];
  if (kind === undefined) return undefined;
  const isCased = plain === '==' || plain.endsWith('_cs') || (kind === 'regex' && !ignoresCase(value, names));
  return of(field, { kind, operator: plain, cased: isCased }, [value], negated, operatorSpan, names);
}

function ignoresCase(pattern: Expression, names: Names): boolean {
  const [constant] = constantsOf(pattern, names) ?? [];
  return typeof constant?.value === 'string' && /^\(\?[a-zA-Z]*i/.test(constant.value);
}

function listComparison({ operator, operatorSpan, operand, items }: ListTest, names: Names): Comparison | undefined {
  const negated = operator.startsWith('!');
  const plain = negated ? operator.slice(1) : operator;
  const kind = plain === 'in' || plain === 'in~' ? 'in' : 'match';
  return of(operand, { kind, operator: plain, cased: plain === 'in' }, items, negated, operatorSpan, names);
}

/** Functions that test their first argument, the others being the values. */
const testing: Readonly<Record<string, { readonly kind: ConditionKind }>> = {
  isempty: { kind: 'empty' },
  isnotempty: { kind: 'notempty' },
  notempty: { kind: 'notempty' },
  isnull: { kind: 'null' },
  isnotnull: { kind: 'notnull' },
  notnull: { kind: 'notnull' },
  ipv4_is_in_range: { kind: 'cidr' },
  ipv4_is_in_any_range: { kind: 'cidr' },
  ipv4_is_match: { kind: 'cidr' },
  ipv4_is_private: { kind: 'cidr' },
  ipv6_is_in_range: { kind: 'cidr' },
  ipv6_is_in_any_range: { kind: 'cidr' },
  ipv6_is_match: { kind: 'cidr' },
  has_ipv4: { kind: 'match' },
  has_any_ipv4: { kind: 'match' },
  has_ipv4_prefix: { kind: 'match' },
  has_any_ipv4_prefix: { kind: 'match' },
};

const opposites: Readonly<Partial<Record<ConditionKind, ConditionKind>>> = {
  empty: 'notempty',
  notempty: 'empty',
  null: 'notnull',
  notnull: 'null',
};

function callComparison({ name, arguments: given, span }: Extract<Expression, { kind: 'call' }>, names: Names): Comparison | undefined {
  const test = Object.hasOwn(testing, name.text) ? testing[name.text] : undefined;
  const [field, ...values] = given;
  if (test === undefined || field === undefined) return undefined;
  const found = of(field, { kind: test.kind, operator: name.text, cased: false }, values, false, span, names);
  return name.text === 'ipv4_is_private' ? { ...found, values: ['private'], constant: true } : found;
}

/** The other way round of a test that has a name of its own. */
export function oppositeOf(kind: ConditionKind): ConditionKind | undefined {
  return opposites[kind];
}

function of(
  operand: Expression | undefined,
  { kind, operator, cased }: Operator,
  args: readonly Expression[],
  negated: boolean,
  operatorSpan: Span,
  names: Names,
): Comparison {
  const { field, isFolded } = fieldOf(operand);
  const constants = args.map((argument) => constantsOf(argument, names));
  const isConstant = constants.every((each) => each !== undefined);
  const literals = isConstant ? constants.flatMap((each) => each as Literal[]) : [];
  const values = isConstant ? literals.map(textOfConstant) : args.map((argument) => textOf(argument, names));
  const comparesTexts = !isConstant || literals.some(({ type }) => type === 'string');
  return {
    field,
    kind,
    operator,
    values: kind === 'between' ? values : sorted(values),
    constant: isConstant,
    cased: cased && !isFolded && comparesTexts,
    negated,
    operand,
    arguments: args,
    operatorSpan,
  };
}

/** `tolower(x)` and `tostring(x)` ask of x; all other expressions are a field of their own. */
function fieldOf(operand: Expression | undefined): { field: string; isFolded: boolean } {
  let node = operand === undefined ? undefined : withoutParentheses(operand);
  let isFolded = false;
  while (node?.kind === 'call' && ['tolower', 'toupper', 'tostring'].includes(node.name.text) && node.arguments.length === 1) {
    isFolded ||= node.name.text !== 'tostring';
    node = withoutParentheses(node.arguments[0]);
  }
  if (node === undefined || node.kind === 'star') return { field: '*', isFolded };
  return { field: node.kind === 'name' ? node.text : oneLine(textOf(node, noNames)), isFolded };
}

const noNames: Names = { parent: undefined, bindings: new Map() };

function sorted(values: readonly string[]): string[] {
  const unique = [...new Set(values)];
  const areNumbers = unique.every((value) => /^-?\d+(?:\.\d+)?$/.test(value));
  return unique.sort(areNumbers ? (a, b) => Number(a) - Number(b) : (a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

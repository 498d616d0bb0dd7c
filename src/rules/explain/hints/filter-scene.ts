import { cellReader } from '../../../data/cells.ts';
import { convertCell } from '../../../data/convert.ts';
import { rowRange, type Segment } from '../../../data/segment.ts';
import type { Cell } from '../../../data/vector.ts';
import { createRunContext } from '../../../engine/context.ts';
import { createEvaluator } from '../../../engine/evaluate.ts';
import type { Span } from '../../../errors.ts';
import { stageTable } from '../../../operators/run.ts';
import type { CallExpression, ConstantExpression, Expression } from '../../../plan/expression.ts';
import type { FilterPlan } from '../../../plan/plan.ts';
import { conjunctsOf } from '../conjuncts.ts';
import { examinedRows } from '../nearest.ts';
import { isNegation, TruthEvaluator } from '../truth.ts';

/** A predicate of a filter that is not made of others, in its conjunct. */
export interface Atom {
  readonly conjunct: number;
  readonly expression: Expression;
  /** Under an odd number of not. */
  readonly negated: boolean;
}

/** An atom that is a call; most traps lie in one. */
export interface CallAtom extends Atom {
  readonly expression: CallExpression;
}

/** What would come of a filter if one of its predicates were otherwise. */
export interface Gain {
  /** Rows that the whole filter would let through. */
  readonly rows: number;
  /** Rows for which the conjunct by itself would be true and is not. */
  readonly alone: number;
  /** The first of `rows`, else of `alone`. */
  readonly first: { readonly segment: Segment; readonly row: number } | undefined;
}

export type Truth = (segment: Segment) => Uint8Array;

/** A filter that let no row through, with the rows that came to it: at most 100,000. */
export class FilterScene {
  readonly plan: FilterPlan;
  readonly conjuncts: readonly Expression[];
  readonly segments: readonly Segment[];
  readonly rowCount: number;
  readonly atoms: readonly Atom[];
  /** By segment and conjunct. */
  private readonly states: readonly (readonly Uint8Array[])[];
  private readonly texts = new Map<number, ReadonlySet<string>>();
  private readonly evaluator = createEvaluator(createRunContext({}, stageTable));
  private readonly placeOf: (conjunct: Expression) => Span;

  constructor(plan: FilterPlan, segments: readonly Segment[], placeOf: (conjunct: Expression) => Span) {
    this.plan = plan;
    this.conjuncts = conjunctsOf(plan);
    this.segments = firstRowsOf(segments, examinedRows);
    this.rowCount = this.segments.reduce((sum, { length }) => sum + length, 0);
    this.placeOf = placeOf;
    const truths = new TruthEvaluator(this.evaluator, () => undefined);
    this.states = this.segments.map((segment) => this.conjuncts.map((conjunct) => truths.evaluate(conjunct, segment)));
    this.atoms = this.conjuncts.flatMap((conjunct, k) => atomsIn(conjunct, k, false));
  }

  get calls(): CallAtom[] {
    return this.atoms.filter((atom): atom is CallAtom => atom.expression.kind === 'call');
  }

  spanOf(conjunct: number): Span {
    return this.placeOf(this.conjuncts[conjunct]);
  }

  /** For how many rows a conjunct is 0 false, 1 true, 2 null. */
  count(conjunct: number, value: 0 | 1 | 2): number {
    return this.states.reduce((sum, states) => sum + countOf(states[conjunct], value), 0);
  }

  /** What if a predicate were another one, or had another truth? */
  gain({ conjunct, expression }: Atom, instead: Expression | Truth): Gain {
    const truth: Truth = typeof instead === 'function' ? instead : (segment) => this.truthOf(instead, segment);
    const truths = new TruthEvaluator(this.evaluator, () => undefined, { of: expression, truth });
    let rows = 0;
    let alone = 0;
    let first: Gain['first'];
    let firstAlone: Gain['first'];
    for (const [k, segment] of this.segments.entries()) {
      const state = truths.evaluate(this.conjuncts[conjunct], segment);
      const states = this.states[k];
      for (let row = 0; row < segment.length; row++) {
        if (state[row] !== 1 || states[conjunct][row] === 1) continue;
        alone++;
        firstAlone ??= { segment, row };
        if (states.some((other, index) => index !== conjunct && other[row] !== 1)) continue;
        rows++;
        first ??= { segment, row };
      }
    }
    return { rows, alone, first: first ?? firstAlone };
  }

  /** How many rows the filter would let through if one of its conjuncts were not there, of those that fail it. */
  withoutConjunct(conjunct: number): number {
    const atom = { conjunct, expression: this.conjuncts[conjunct], negated: false };
    return this.gain(atom, (segment) => new Uint8Array(segment.length).fill(1)).rows;
  }

  truthOf(predicate: Expression, segment: Segment): Uint8Array {
    return new TruthEvaluator(this.evaluator, () => undefined).evaluate(predicate, segment);
  }

  /** A truth that is made of the cells of an expression. */
  truthByCell(expression: Expression, test: (cell: Cell) => boolean): Truth {
    return (segment) => {
      const read = cellReader(this.evaluator.evaluate(expression, segment));
      return Uint8Array.from({ length: segment.length }, (_, row) => (test(read(row)) ? 1 : 0));
    };
  }

  cellAt(expression: Expression, place: Gain['first']): Cell {
    return place === undefined ? null : cellReader(this.evaluator.evaluate(expression, place.segment))(place.row);
  }

  /** The value of an expression at a place as people read it: texts in quotes, null as null. */
  shownAt(expression: Expression, place: Gain['first']): string {
    const cell = this.cellAt(expression, place);
    const text = convertCell(cell, expression.type, 'string') as string;
    if (cell === null) return 'null';
    return expression.type === 'string' || typeof cell === 'string' ? quoted(text) : cut(text);
  }

  *cells(expression: Expression): Generator<Cell> {
    for (const segment of this.segments) {
      const read = cellReader(this.evaluator.evaluate(expression, segment));
      for (let row = 0; row < segment.length; row++) yield read(row);
    }
  }

  /** The texts of a column in lower case, as many as are worth looking through. */
  foldedTexts(index: number): ReadonlySet<string> {
    let texts = this.texts.get(index);
    if (texts === undefined) {
      const cells = this.distinct({ kind: 'column', type: 'string', index, span: this.plan.span }, 20_000);
      texts = new Set(cells.map((cell) => String(cell).toLowerCase()));
      this.texts.set(index, texts);
    }
    return texts;
  }

  /** The distinct cells of an expression, as many as are wanted. */
  distinct(expression: Expression, atMost = 5000): Cell[] {
    const found = new Set<Cell>();
    for (const cell of this.cells(expression)) {
      found.add(cell);
      if (found.size === atMost) break;
    }
    return [...found];
  }
}

/** The constant that a comparison compares with: its last argument. */
export function constantOf({ arguments: args }: CallExpression): ConstantExpression | undefined {
  const last = args[args.length - 1];
  return last?.kind === 'constant' ? last : undefined;
}

export function quoted(text: string): string {
  return `'${cut(text)}'`;
}

export function cut(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function atomsIn(predicate: Expression, conjunct: number, negated: boolean): Atom[] {
  if (predicate.kind === 'logical') return predicate.operands.flatMap((operand) => atomsIn(operand, conjunct, negated));
  return isNegation(predicate) ? atomsIn(predicate.arguments[0], conjunct, !negated) : [{ conjunct, expression: predicate, negated }];
}

function firstRowsOf(segments: readonly Segment[], atMost: number): Segment[] {
  const kept: Segment[] = [];
  let rows = 0;
  for (const segment of segments) {
    if (rows >= atMost) break;
    kept.push(rowRange(segment, 0, Math.min(segment.length, atMost - rows)));
    rows += segment.length;
  }
  return kept;
}

function countOf(state: Uint8Array, value: number): number {
  let count = 0;
  for (let row = 0; row < state.length; row++) if (state[row] === value) count++;
  return count;
}

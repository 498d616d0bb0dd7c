import type { Database, QueryOptions } from '../../database.ts';
import { KqlError, positionAt, type Span } from '../../errors.ts';
import type { Expression } from '../../plan/expression.ts';
import type { FilterPlan, Plan } from '../../plan/plan.ts';
import { asKqlError, parseQuery, streamResult } from '../../query.ts';
import type { Expression as Node } from '../../syntax/ast.ts';
import type { Stage } from '../stages.ts';
import { conjunctsOf } from './conjuncts.ts';
import { type Emptied, findEmptied, isCountOfNothing, lastEmptyRoot } from './emptied.ts';
import type { ConjunctReport, EmptiedStage, Explanation, StageReport } from './explanation.ts';
import { findHints } from './hints/index.ts';
import { examinedRows, nearestRow } from './nearest.ts';
import { type Observations, observe } from './observe.ts';
import { inputOf, StageMap } from './stage-map.ts';
import { stageText } from './stage-text.ts';

export type { Explanation, Hint, Trap } from './explanation.ts';
export { explanationToJson, type FormatOptions, formatExplanation } from './format.ts';
export { explanationInFile } from './in-file.ts';

/**
 * Runs a query and tells what happened on the way: rows in and out of every stage; of the stage that left nothing how each of its conjuncts
 * fared, the row that came nearest and the likely cause. It runs as it was bound, without the optimizer. Throws a KqlError when the query cannot
 * be answered; one that was caused by there being no rows (`pivot` over nothing) comes in the explanation, as its `error`.
 */
export async function explainQuery(database: Database, text: string, options: QueryOptions = {}): Promise<Explanation> {
  const parsed = parseQuery(text);
  const map = new StageMap(parsed.query);
  const { stageTable, observations } = observe({ keepRows: examinedRows });
  const warnings: string[] = [];
  let root: Plan | undefined;
  let error: KqlError | undefined;
  try {
    const {
      results,
      context,
      warnings: found,
    } = await database.bindWatched(parsed, options, {
      bindOperator: map.bindOperator,
      stages: stageTable,
    });
    root = results.at(-1)?.plan;
    for (const result of results) for await (const _ of streamResult(result, context)) await context.breathe();
    warnings.push(...found, ...context.warnings);
  } catch (thrown) {
    const known = asKqlError(text, thrown);
    if (!(known instanceof KqlError) || lastEmptyRoot(observations) === undefined || known.kind === 'limit') throw known;
    error = known;
    root = lastEmptyRoot(observations);
  }
  const main = error === undefined ? root : undefined;
  map.settle(observations, main);
  const reports = new Reports(text, map, observations);
  const emptied = root === undefined ? undefined : emptiedBelow(root, observations);
  const stage = emptied && reports.stageOf(emptied.plan, root as Plan);
  const found: Finding = { root, emptied, stage, error };
  return {
    stages: map.stages.flatMap((each) => reports.stage(each, main)),
    resultRows: (main && observations.plans.get(main)?.rowsOut) ?? 0,
    emptied: emptied && reports.emptied(emptied, stage),
    hints: await findHints({ database, text, options, observations, reports, now: map.now ?? 0n, ...found }),
    warnings: [...new Set(warnings)],
    error,
  };
}

/** What was found of a query that is to be explained. */
export interface Finding {
  readonly root: Plan | undefined;
  readonly emptied: Emptied | undefined;
  /** The stage of `emptied`. */
  readonly stage: Stage | undefined;
  readonly error: KqlError | undefined;
}

/** The node that left nothing of a plan's rows; a count of nothing is nothing too. */
function emptiedBelow(root: Plan, observations: Observations): Emptied | undefined {
  if ((observations.plans.get(root)?.rowsOut ?? 0) === 0) return findEmptied(root, observations);
  let at: Plan | undefined = root;
  while (at !== undefined && at.kind === 'project') at = at.input;
  const input = at && isCountOfNothing(at, observations) ? inputOf(at) : undefined;
  return input && findEmptied(input, observations);
}

/** Puts what was observed into words and places of the text. */
export class Reports {
  private readonly text: string;
  private readonly map: StageMap;
  private readonly observations: Observations;

  constructor(text: string, map: StageMap, observations: Observations) {
    this.text = text;
    this.map = map;
    this.observations = observations;
  }

  stage(stage: Stage, root: Plan | undefined): StageReport[] {
    const rows = this.map.rowsOf(stage, this.observations, root);
    if (rows === undefined) return [];
    const { id, operator, span } = stage;
    const filters = this.map.plansOf(stage, this.observations).filter((plan) => plan.kind === 'filter');
    return [
      {
        id,
        operator,
        text: stageText(this.text, stage),
        span,
        ...positionAt(this.text, span.start),
        ...rows,
        conjuncts: this.conjuncts(filters, stage),
      },
    ];
  }

  emptied({ plan, kind }: Emptied, stage: Stage | undefined): EmptiedStage {
    const isFilter = plan.kind === 'filter';
    const textOf = isFilter ? this.placesOf(plan, stage) : undefined;
    return {
      stage: stage?.id ?? '',
      kind,
      conjuncts: isFilter ? this.conjuncts([plan], stage) : [],
      nearest:
        isFilter && textOf
          ? nearestRow(plan, this.observations.plans.get(plan)?.kept ?? [], (conjunct) => this.excerpt(textOf(conjunct)))
          : undefined,
    };
  }

  /** The stage of a node; of a node that has no place of its own in the text the stage that reads it. */
  stageOf(plan: Plan, root: Plan): Stage | undefined {
    const own = this.map.stageOf(plan);
    if (own !== undefined) return own;
    for (const [reader] of this.observations.plans) {
      if (reader === plan || !('input' in reader)) continue;
      const others = reader.kind === 'join' ? [reader.right] : reader.kind === 'union' ? reader.others : [];
      if (reader.input === plan || others.includes(plan)) return reader === root ? this.map.stageOf(reader) : this.stageOf(reader, root);
    }
    return undefined;
  }

  /** Where each conjunct of a filter stands in the text. */
  placesOf(plan: FilterPlan, stage: Stage | undefined): (conjunct: Expression) => Span {
    const conjuncts = conjunctsOf(plan);
    const { node } = stage ?? {};
    const written = node?.kind === 'where' ? operandsOf(node.predicate) : [];
    return (conjunct) => {
      if (written.length === conjuncts.length) return written[conjuncts.indexOf(conjunct)].span;
      const { span } = conjunct;
      if (node === undefined || (span.start >= node.span.start && span.end <= node.span.end)) return span;
      return node.kind === 'where' ? node.predicate.span : node.span;
    };
  }

  excerpt({ start, end }: Span): string {
    return this.text.slice(start, end).replace(/\s+/g, ' ').trim();
  }

  private conjuncts(filters: readonly FilterPlan[], stage: Stage | undefined): ConjunctReport[] {
    const reports = new Map<number, ConjunctReport>();
    for (const plan of filters) {
      const placeOf = this.placesOf(plan, stage);
      for (const [k, conjunct] of conjunctsOf(plan).entries()) {
        const counts = this.observations.conjuncts.get(conjunct);
        if (counts === undefined) continue;
        const span = placeOf(conjunct);
        const known = reports.get(k);
        reports.set(k, {
          text: this.excerpt(span),
          span,
          ...positionAt(this.text, span.start),
          true: (known?.true ?? 0) + counts.true,
          false: (known?.false ?? 0) + counts.false,
          null: (known?.null ?? 0) + counts.null,
        });
      }
    }
    return [...reports.values()];
  }
}

function operandsOf(node: Node): Node[] {
  if (node.kind === 'parenthesized') {
    const inside = operandsOf(node.expression);
    return inside.length === 1 ? [node] : inside;
  }
  return node.kind === 'logical' && node.operator === 'and' ? node.operands.flatMap(operandsOf) : [node];
}

import type { Span } from '../../errors.ts';
import type { ParsedQuery } from '../../query.ts';
import type { Observations, TruthCounts } from '../explain/observe.ts';
import type { StageMap } from '../explain/stage-map.ts';
import { stageAt, stagesOf } from '../stages.ts';
import { type CoverageItem, coverageItems } from './items.ts';

/** An item with what the tests showed of it. */
export interface CoveredItem extends CoverageItem {
  /** The stage that it stands in, as in stages.ts. */
  readonly stage: string | undefined;
  /** Of a predicate: for how many rows it was what. */
  readonly truth: TruthCounts;
  /** Of a branch, a side or an arm: how many rows. */
  readonly rows: number;
  /** What is still to be seen: of a predicate `true` and `false`, of others `rows`. */
  readonly missing: readonly ('true' | 'false' | 'rows')[];
}

export interface CoverageReport {
  readonly items: readonly CoveredItem[];
  /** A predicate has two goals, everything else one. */
  readonly goals: number;
  readonly reached: number;
  /** From 0 to 100; 100 where there is nothing to reach. */
  readonly percent: number;
}

/** Gathers over any number of runs of one rule what of it was seen. */
export class Coverage {
  private readonly items: readonly CoverageItem[];
  private readonly stageIds: readonly (string | undefined)[];
  private readonly truths: { true: number; false: number; null: number }[];
  private readonly rows: number[];
  /** By the text of a run: which item stands at a place. The texts differ in what placeholders became, not in their items. */
  private readonly places = new Map<string, ReadonlyMap<string, number>>();

  constructor(rule: ParsedQuery) {
    this.items = coverageItems(rule);
    const stages = stagesOf(rule.query);
    this.stageIds = this.items.map(({ span }) => stageAt(stages, span.start)?.id);
    this.truths = this.items.map(() => ({ true: 0, false: 0, null: 0 }));
    this.rows = this.items.map(() => 0);
  }

  /** Adds what one run showed. `map` tells the nodes of the rule from those of stored functions, whose places are in other texts. */
  add(run: ParsedQuery, observations: Observations, map: StageMap): void {
    const placed = this.placesIn(run);
    for (const [atom, { plan, ...counts }] of observations.atoms) {
      const at = map.stageOf(plan)?.span;
      const k = placed.get(placeOf({ kind: 'predicate', within: atom.span, index: 0 }));
      if (k === undefined || at === undefined || !inside(atom.span, at)) continue;
      const truth = this.truths[k];
      truth.true += counts.true;
      truth.false += counts.false;
      truth.null += counts.null;
    }
    for (const [call, { plan, taken }] of observations.branches) {
      const at = map.stageOf(plan)?.span;
      if (at !== undefined && inside(call.span, at)) this.addRows(placed, 'branch', call.span, taken);
    }
    for (const [plan, { leftMatched, rightMatched }] of observations.joins) {
      const within = map.stageOf(plan)?.span;
      if (within !== undefined) this.addRows(placed, 'join-side', within, [leftMatched, rightMatched]);
    }
    for (const [plan, legs] of observations.unions) {
      const stage = map.stageOf(plan);
      if (stage?.node.kind !== 'union') continue;
      // the input of a union that follows a pipe is not one of its arms as written
      const arms = legs.slice(Math.max(0, legs.length - stage.node.tables.length));
      if (legs.length - arms.length <= 1) this.addRows(placed, 'union-arm', stage.span, arms);
    }
  }

  report(): CoverageReport {
    const items = this.items.map((item, k): CoveredItem => {
      const [truth, rows] = [this.truths[k], this.rows[k]];
      const missing =
        item.kind === 'predicate'
          ? (['true', 'false'] as const).filter((value) => truth[value] === 0)
          : rows === 0
            ? (['rows'] as const)
            : [];
      return { ...item, stage: this.stageIds[k], truth, rows, missing };
    });
    const goals = items.reduce((sum, { kind }) => sum + (kind === 'predicate' ? 2 : 1), 0);
    const reached = goals - items.reduce((sum, { missing }) => sum + missing.length, 0);
    return { items, goals, reached, percent: goals === 0 ? 100 : (100 * reached) / goals };
  }

  private placesIn(run: ParsedQuery): ReadonlyMap<string, number> {
    let places = this.places.get(run.text);
    if (places === undefined) {
      places = new Map(coverageItems(run).map((item, k) => [placeOf(item), k]));
      this.places.set(run.text, places);
    }
    return places;
  }

  private addRows(placed: ReadonlyMap<string, number>, kind: CoverageItem['kind'], within: Span, rows: readonly number[]): void {
    for (const [index, count] of rows.entries()) {
      const k = placed.get(placeOf({ kind, within, index }));
      if (k !== undefined) this.rows[k] += count;
    }
  }
}

function placeOf({ kind, within, index }: Pick<CoverageItem, 'kind' | 'within' | 'index'>): string {
  return `${kind} ${within.start} ${within.end} ${index}`;
}

function inside(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

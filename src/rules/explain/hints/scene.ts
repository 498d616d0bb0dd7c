import type { Segment } from '../../../data/segment.ts';
import type { Database, QueryOptions } from '../../../database.ts';
import { createRunContext } from '../../../engine/context.ts';
import { run } from '../../../engine/run.ts';
import type { Span } from '../../../errors.ts';
import { stageTable } from '../../../operators/run.ts';
import { rewrite } from '../../../plan/optimize/rewrite.ts';
import type { Plan } from '../../../plan/plan.ts';
import { readsOuterRows } from '../../../plan/walk.ts';
import type { Stage } from '../../stages.ts';
import type { Emptied } from '../emptied.ts';
import type { Hint, Trap } from '../explanation.ts';
import type { Reports } from '../index.ts';
import { examinedRows } from '../nearest.ts';
import type { Observations } from '../observe.ts';
import type { FilterScene } from './filter-scene.ts';

/** What a hint looks at: the stage that left nothing, and the rows that came to it. */
export interface Scene {
  readonly database: Database;
  readonly text: string;
  readonly options: QueryOptions;
  readonly observations: Observations;
  readonly reports: Reports;
  readonly emptied: Emptied | undefined;
  readonly stage: Stage | undefined;
  /** The plan of the result, undefined when the query failed before it was bound. */
  readonly root: Plan | undefined;
  /** The clock of the query, in ticks. */
  readonly now: bigint;
  /** Where a filter left nothing. */
  readonly filter: FilterScene | undefined;
}

/** A hint and how well the data prove it. */
export interface Candidate {
  readonly trap: Trap;
  readonly message: string;
  readonly stage: Stage | undefined;
  readonly span: Span | undefined;
  /** How many rows the emptied stage would let through, without the trap; 0 where only a part of it would be true. */
  readonly rows: number;
}

export type Finder = (scene: Scene) => readonly Candidate[] | Promise<readonly Candidate[]>;

export function hintOf({ trap, message, stage, span }: Candidate): Hint {
  return { trap, message, stage: stage?.id, span };
}

/** The rows that a plan gives, run anew: as many as hints look at. Nothing for what means nothing by itself. */
export async function rowsOf(plan: Plan, scene: Scene): Promise<Segment[]> {
  if (readsOuterRows(plan)) return [];
  const segments: Segment[] = [];
  let rows = 0;
  const { signal } = scene.options;
  for await (const segment of run(plan, createRunContext({ signal, limits: scene.options.limits, seed: scene.options.seed }, stageTable))) {
    segments.push(segment);
    rows += segment.length;
    if (rows >= examinedRows) break;
  }
  return segments;
}

/** How many rows a plan gives once some of its nodes are others. */
export async function rowsWith(plan: Plan, replaced: (plan: Plan) => Plan, scene: Scene): Promise<number> {
  const [changed] = rewrite([plan], (node, original) => {
    const other = replaced(original);
    return other === original ? node : ({ ...node, ...differences(original, other) } as Plan);
  });
  return (await rowsOf(changed, scene)).reduce((sum, { length }) => sum + length, 0);
}

function differences(original: Plan, other: Plan): object {
  return Object.fromEntries(
    Object.entries(other).filter(([key, value]) => value !== (original as unknown as Record<string, unknown>)[key]),
  );
}

/** The nodes that a plan reads along its pipe, itself first; into what was shared or known too. */
export function* pipeBelow(plan: Plan): Generator<Plan> {
  for (let at: Plan | undefined = plan; at !== undefined; ) {
    yield at;
    at = at.kind === 'known' ? at.from : 'input' in at ? at.input : undefined;
  }
}

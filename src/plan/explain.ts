import { describeStage } from './describe.ts';
import type { Plan } from './plan.ts';

/** One stage of a plan in a list of all of them. */
export interface ExplainedStage {
  readonly plan: Plan;
  /** 1 is the source of the pipe, 5.2 the second stage of what stands beside stage 5, 5.2.1 of the second thing beside it. */
  readonly number: string;
  /** How deep it stands: 0 for the stages of the pipe. */
  readonly depth: number;
  readonly text: string;
}

/** A plan whose parts are read so often that it would become longer than this is cut off. */
const mostStages = 100_000;

/** What a run has noted of a stage. */
export interface Measured {
  readonly rows: number;
  readonly milliseconds: number;
  /** What it held at most, undefined where it keeps nothing. */
  readonly bytes: number | undefined;
}

/**
 * The stages of a plan in the order in which rows come through them: the source first, and behind each stage, indented, what it reads beside
 * its input. A part that several read is written out where it is first read.
 */
export function explainPlan(plan: Plan): ExplainedStage[] {
  const stages: ExplainedStage[] = [];
  const shared = new Map<Plan, number>();
  const addPipe = (end: Plan, prefix: string, depth: number): void => {
    if (stages.length > mostStages) return;
    const pipe: Plan[] = [];
    for (let at: Plan | undefined = end; at !== undefined; at = 'input' in at && at.kind !== 'shared' ? at.input : undefined) pipe.push(at);
    pipe.reverse().forEach((stage, index) => {
      const number = `${prefix}${index + 1}`;
      const sides = sidesOf(stage, shared);
      if (stage.kind === 'shared' && !shared.has(stage.input)) shared.set(stage.input, shared.size + 1);
      const known = stage.kind === 'shared' && sides.length === 0 ? ', as above' : '';
      stages.push({
        plan: stage,
        number,
        depth,
        text: describeStage(stage, stage.kind === 'shared' ? shared.get(stage.input) : undefined) + known,
      });
      for (const [place, side] of sides.entries()) addPipe(side, sides.length === 1 ? `${number}.` : `${number}.${place + 1}.`, depth + 1);
    });
  };
  addPipe(plan, '', 0);
  return stages;
}

/** What a stage reads beside its input, and what is written out beneath it. */
function sidesOf(plan: Plan, shared: ReadonlyMap<Plan, number>): readonly Plan[] {
  switch (plan.kind) {
    case 'join':
      return [plan.right];
    case 'union':
    case 'graph':
    case 'plugin':
      return plan.others;
    case 'apply':
    case 'partition':
      return [plan.subquery];
    case 'shared':
      return shared.has(plan.input) ? [] : [plan.input];
    case 'known':
      return [plan.from];
    default:
      return [];
  }
}

/** The plan of a query's result as text, a line a stage; with what a run has measured, rows, time and memory stand in front. */
export function planText(plan: Plan, measuredOf?: (plan: Plan) => Measured | undefined): string {
  const stages = explainPlan(plan);
  const width = Math.max(...stages.map(({ number, depth }) => number.length + depth * 2));
  const lines = stages.map(({ plan: stage, number, depth, text }) => {
    const line = `${(' '.repeat(depth * 2) + number).padEnd(width)}  ${text}`;
    return measuredOf === undefined ? line : `${measuredText(measuredOf(stage))}  ${line}`;
  });
  const heading = measuredOf === undefined ? [] : [`${'rows'.padStart(12)}${'time'.padStart(12)}${'memory'.padStart(12)}`];
  return [...heading, ...lines].map((line) => `${line}\n`).join('');
}

function measuredText(measured: Measured | undefined): string {
  if (measured === undefined) return ''.padStart(36);
  const { rows, milliseconds, bytes } = measured;
  return [
    rows.toLocaleString('en-US'),
    `${milliseconds.toFixed(milliseconds < 10 ? 2 : 0)} ms`,
    bytes === undefined ? '' : bytesText(bytes),
  ]
    .map((text) => text.padStart(12))
    .join('');
}

function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return bytes < 1_000_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}

import type { Database, QueryOptions } from '../../../database.ts';
import { Failure, KqlError } from '../../../errors.ts';
import { findEmptied } from '../emptied.ts';
import type { Hint } from '../explanation.ts';
import type { Finding, Reports } from '../index.ts';
import type { Observations } from '../observe.ts';
import { andOrHints } from './and-or.ts';
import { arrayHints } from './array.ts';
import { caseHints } from './case.ts';
import { columnHints, partHints, spellingHints } from './elsewhere.ts';
import { emptyColumnHints } from './empty-column.ts';
import { emptyTableHints } from './empty-table.ts';
import { exclusionHints } from './exclusion.ts';
import { expandedHints, expandHints } from './expand.ts';
import { FilterScene } from './filter-scene.ts';
import { inneruniqueHints, joinKindHints } from './join.ts';
import { joinKeyHints, outerJoinHints } from './join-key.ts';
import { limitHints } from './limit.ts';
import { emptyLists } from './list.ts';
import { negationHints } from './negation.ts';
import { conversionHints, nullHints } from './null.ts';
import { parseHint, parseHints } from './parse.ts';
import { prefixHints } from './prefix.ts';
import { propertyHints } from './property.ts';
import { rangeHints } from './range.ts';
import { regexHints } from './regex.ts';
import { type FilterCase, written } from './repair.ts';
import { type Candidate, type Finder, hintOf, type Scene } from './scene.ts';
import { termHints } from './term.ts';
import { thresholdHints } from './threshold.ts';
import { togetherHints } from './together.ts';
import { typeHints } from './type.ts';
import { watchlistColumnHints } from './watchlist-column.ts';
import { whitespaceHints } from './whitespace.ts';
import { wildcardHints } from './wildcard.ts';
import { windowHints } from './window.ts';

/** A person reads the first few. */
const mostHints = 5;

/** What looks at the stage that left nothing, the surest first: a trap that stands earlier explains what later ones would also say. */
const finders: readonly Finder[] = [
  limitHints,
  emptyTableHints,
  joinKindHints,
  joinKeyHints,
  expandHints,
  parseWhereHints,
  inneruniqueHints,
];

/** The same of filters. */
const filterFinders: readonly ((at: FilterCase) => readonly Candidate[] | Promise<readonly Candidate[]>)[] = [
  windowHints,
  watchlistColumnHints,
  rangeHints,
  andOrHints,
  negationHints,
  outerJoinHints,
  parseHints,
  expandedHints,
  propertyHints,
  caseHints,
  whitespaceHints,
  typeHints,
  arrayHints,
  wildcardHints,
  regexHints,
  termHints,
  prefixHints,
  conversionHints,
  nullHints,
  emptyColumnHints,
  spellingHints,
  columnHints,
  partHints,
  thresholdHints,
  exclusionHints,
  togetherHints,
];

export interface HintRequest extends Finding {
  readonly database: Database;
  readonly text: string;
  readonly options: QueryOptions;
  readonly observations: Observations;
  readonly reports: Reports;
  readonly now: bigint;
}

/** The traps that the data show, the likeliest first: those without which rows would come out before those that explain only a part. */
export async function findHints(request: HintRequest): Promise<Hint[]> {
  const candidates = await candidatesOf(request, deepest);
  return withoutRepeats(candidates).slice(0, mostHints).map(hintOf);
}

/** A list that is empty because a list is empty because … */
const deepest = 5;

async function candidatesOf(request: HintRequest, depth: number): Promise<readonly Candidate[]> {
  const plan = request.emptied?.plan;
  const filter =
    plan?.kind === 'filter'
      ? new FilterScene(plan, request.observations.plans.get(plan)?.kept ?? [], request.reports.placesOf(plan, request.stage))
      : undefined;
  const scene: Scene = { ...request, filter };
  const candidates: Candidate[] = [];
  for (const find of finders) candidates.push(...(await unlessRefused(scene, () => find(scene))));
  if (filter !== undefined)
    for (const find of filterFinders) candidates.push(...(await unlessRefused(scene, () => find({ scene, filter }))));
  const sure = candidates.filter(({ rows }) => rows > 0);
  const ordered = [...sure, ...candidates.filter(({ rows }) => rows === 0)];
  // what is left to say when nothing else is
  const meant = ordered.some(({ trap }) => trap !== 'other') ? ordered.filter(({ trap, rows }) => trap !== 'other' || rows > 0) : ordered;
  return [...(filter === undefined ? [] : await listHints({ scene, filter }, request, depth)), ...meant];
}

/** A list that a sub-query makes, and that is empty: why is a question about the sub-query. */
async function listHints(at: FilterCase, request: HintRequest, depth: number): Promise<Candidate[]> {
  if (depth === 0) return [];
  const candidates: Candidate[] = [];
  for (const { atom, root } of emptyLists(at)) {
    const emptied = findEmptied(root, request.observations);
    const stage = request.reports.stageOf(emptied.plan, root);
    const found = await candidatesOf({ ...request, root, emptied, stage }, depth - 1);
    const why = `the list of \`${written(at, atom)}\` is empty`;
    const place = stage === undefined ? '' : `, because stage ${stage.id} left no row`;
    const { stage: own } = at.scene;
    if (found.length === 0)
      candidates.push({ trap: 'other', message: `${why}${place}`, stage: own, span: at.filter.spanOf(atom.conjunct), rows: 1 });
    else candidates.push(...found.map((candidate) => ({ ...candidate, message: `${why}: ${candidate.message}` })));
  }
  return candidates;
}

/** What a hint would ask may be what the engine refuses, or what a limit does not leave room for: then it says nothing. */
async function unlessRefused(
  { options }: Scene,
  find: () => readonly Candidate[] | Promise<readonly Candidate[]>,
): Promise<readonly Candidate[]> {
  try {
    return await find();
  } catch (error) {
    if ((error instanceof Failure || error instanceof KqlError) && !options.signal?.aborted) return [];
    throw error;
  }
}

async function parseWhereHints(scene: Scene): Promise<Candidate[]> {
  const plan = scene.emptied?.plan;
  const hint = plan?.kind === 'parse' ? await parseHint(scene, plan) : undefined;
  return hint === undefined ? [] : [hint];
}

/** One hint for a place: the next ones would say the same of it less surely. */
function withoutRepeats(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ span, stage }) => {
    const key = `${stage?.id} ${span?.start}`;
    return seen.has(key) ? false : seen.add(key);
  });
}

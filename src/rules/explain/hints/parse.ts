import { type CallExpression, childrenOf, type Expression } from '../../../plan/expression.ts';
import type { ParsePlan, Plan } from '../../../plan/plan.ts';
import { cut, quoted } from './filter-scene.ts';
import { cellsOf, columnsOf, isNothing, originsOf } from './origin.ts';
import type { FilterCase } from './repair.ts';
import { type Candidate, rowsOf, type Scene } from './scene.ts';

/** parse and extract() that found nothing in any row, so that what stands on them is empty. */
export async function parseHints(at: FilterCase): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const atom of at.filter.atoms) {
    if (at.filter.count(atom.conjunct, 1) > 0) continue;
    const own = await extractHint(at.scene, at.filter.plan, atom.expression);
    if (own !== undefined) candidates.push(own);
    for (const index of columnsOf(atom.expression)) {
      const column: Expression = {
        kind: 'column',
        type: at.filter.plan.input.schema.columns[index].type,
        index,
        span: atom.expression.span,
      };
      if (![...at.filter.cells(column)].every(isNothing)) continue;
      for (const origin of originsOf(at.filter.plan.input, index)) {
        const found =
          origin.plan.kind === 'parse'
            ? await parseHint(at.scene, origin.plan)
            : origin.expression && (await extractHint(at.scene, origin.plan, origin.expression));
        if (found !== undefined) candidates.push(found);
      }
    }
  }
  return candidates;
}

/** What to say of a pattern that fits no row: its text that is not there. */
export async function parseHint(scene: Scene, plan: ParsePlan): Promise<Candidate | undefined> {
  const parsed = await rowsOf(plan, scene);
  const { columns } = plan.schema;
  const made = columns.flatMap(({ type }, index): Expression[] =>
    plan.columns[index] < 0 ? [{ kind: 'column', type, index, span: plan.span }] : [],
  );
  if (made.some((column) => [...cellsOf(column, parsed)].some((cell) => !isNothing(cell)))) return undefined;
  const segments = await rowsOf(plan.input, scene);
  const texts = [...cellsOf(plan.expression, segments)].slice(0, 1000).filter((cell): cell is string => typeof cell === 'string');
  const pieces = plan.pattern.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
  const missing = plan.mode === 'regex' ? undefined : pieces.find((piece) => !texts.some((one) => one.includes(piece)));
  const sample = texts.find((one) => one !== '');
  const other = missing === undefined ? undefined : texts.find((one) => one.toLowerCase().includes(missing.toLowerCase()));
  const why =
    missing === undefined
      ? 'its pieces do not follow one another as the pattern wants'
      : `${quoted(missing)} is not in it${other === undefined ? '' : ' in this case'}`;
  const message = `the pattern of parse fits none of the rows, so its columns are empty: ${why}; a row is ${quoted(sample ?? '')}`;
  const stage = scene.reports.stageOf(plan, plan) ?? scene.stage;
  return { trap: 'parse', message, stage, span: plan.span, rows: 1 };
}

async function extractHint(scene: Scene, plan: Plan, expression: Expression): Promise<Candidate | undefined> {
  if (!('input' in plan)) return undefined;
  const calls = extractsIn(expression);
  if (calls.length === 0) return undefined;
  const segments = await rowsOf(plan.input, scene);
  for (const call of calls) {
    const values = [...cellsOf(call, segments)];
    if (values.length === 0 || !values.every(isNothing)) continue;
    const source = call.arguments.find((argument) => argument.kind !== 'constant');
    const pattern = call.arguments.find((argument) => argument.kind === 'constant' && argument.type === 'string');
    if (source === undefined) continue;
    const [sample] = [...cellsOf(source, segments)].filter((cell) => !isNothing(cell));
    const shown = pattern?.kind === 'constant' ? ` with ${quoted(String(pattern.value))}` : '';
    const message = `${call.function.name}()${shown} finds nothing in any row; a row is '${cut(String(sample ?? ''))}'`;
    return { trap: 'parse', message, stage: scene.reports.stageOf(plan, plan) ?? scene.stage, span: call.span, rows: 1 };
  }
  return undefined;
}

function extractsIn(expression: Expression): CallExpression[] {
  const inside = childrenOf(expression).flatMap(extractsIn);
  return expression.kind === 'call' && extractors.has(expression.function.name) ? [expression, ...inside] : inside;
}

const extractors: ReadonlySet<string> = new Set([
  'extract',
  'extract_all',
  'extract_json',
  'extractjson',
  'parse_xml',
  'parse_url',
  'split',
]);

import type { Span } from '../../errors.ts';
import type { Explanation } from '../explain/explanation.ts';
import type { Finding } from './expectations.ts';
import type { Placed } from './shape.ts';

/** Whether the stage that left nothing is the expected one or stands inside it, and the predicate one that no row passed. */
export function becauseFindings(
  because: { readonly stage: Placed<string> | undefined; readonly predicate: Placed<string> | undefined; readonly span: Span | undefined },
  { emptied, stages }: Explanation,
): Finding[] {
  const { stage, predicate } = because;
  if (emptied === undefined) return [{ about: 'because', message: 'no stage left nothing', span: because.span }];
  const report = stages.find(({ id }) => id === emptied.stage);
  const where = `stage ${emptied.stage}${report === undefined ? '' : `, ${report.text}`}`;
  if (stage !== undefined && stage.value !== emptied.stage && !emptied.stage.startsWith(`${stage.value}.`))
    return [
      { about: 'because', message: `expected stage ${stage.value} to leave nothing, it is ${where}`, span: stage.span, explains: true },
    ];
  if (predicate === undefined) return [];
  const wanted = normal(predicate.value);
  const conjunct = emptied.conjuncts.find(({ text }) => normal(text) === wanted);
  if (conjunct === undefined)
    return [
      {
        about: 'because',
        message: `${where}, has no predicate ${predicate.value}`,
        span: predicate.span,
        hint: emptied.conjuncts.length === 0 ? undefined : `it has ${emptied.conjuncts.map(({ text }) => text).join('; ')}`,
        explains: true,
      },
    ];
  const failedNearest = emptied.nearest?.failed.some((one) => normal(one.predicate) === wanted) ?? false;
  if (conjunct.true === 0 || failedNearest) return [];
  return [
    {
      about: 'because',
      message: `${predicate.value} was true for ${conjunct.true} rows: it is not what left nothing`,
      span: predicate.span,
      explains: true,
    },
  ];
}

/** Blanks and the quotes of strings do not count. */
function normal(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll("'", '"').trim();
}

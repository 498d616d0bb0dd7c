import { positionAt } from '../../errors.ts';
import { errorInFile, offsetInFile, type PlacedText } from '../places.ts';
import type { ConjunctReport, Explanation } from './explanation.ts';

/** An explanation whose lines and columns are those of the file that the query stands in; its spans stay those of the query. */
export function explanationInFile(explanation: Explanation, placed: PlacedText): Explanation {
  const inFile = <Placed extends { readonly span: { readonly start: number } }>(report: Placed): Placed => ({
    ...report,
    ...positionAt(placed.source, offsetInFile(placed, report.span.start)),
  });
  const conjunctsInFile = (conjuncts: readonly ConjunctReport[]): ConjunctReport[] => conjuncts.map(inFile);
  const { stages, emptied, error } = explanation;
  return {
    ...explanation,
    stages: stages.map((stage) => ({ ...inFile(stage), conjuncts: conjunctsInFile(stage.conjuncts) })),
    emptied: emptied && { ...emptied, conjuncts: conjunctsInFile(emptied.conjuncts) },
    error: error && errorInFile(placed, error),
  };
}

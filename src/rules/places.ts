import { KqlError, type Span } from '../errors.ts';

/**
 * A text that stands inside a file in another form: a query in a block scalar of YAML, in a string of JSON, in a fence of Markdown. `runs`
 * say where its characters come from: from `at` in the text on they stand one by one from `from` in the file on, until the next run.
 * Ascending by `at`; the first begins at 0.
 */
export interface PlacedText {
  readonly text: string;
  readonly file: string;
  /** The whole text of the file. */
  readonly source: string;
  readonly runs: readonly { readonly at: number; readonly from: number }[];
}

/** A file that is nothing but the text. */
export function placedWhole(file: string, source: string): PlacedText {
  return { text: source, file, source, runs: [{ at: 0, from: 0 }] };
}

/** Where in the file an offset of the text stands. */
export function offsetInFile({ runs }: PlacedText, offset: number): number {
  let low = 0;
  let high = runs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (runs[middle].at <= offset) low = middle;
    else high = middle - 1;
  }
  return runs[low].from + (offset - runs[low].at);
}

/** A range of the text as a range of the file. */
export function spanInFile(placed: PlacedText, { start, end }: Span): Span {
  const from = offsetInFile(placed, start);
  return { start: from, end: end > start ? Math.max(from + 1, offsetInFile(placed, end - 1) + 1) : from };
}

/** An error of the text as an error of the file: line, column and the line that is shown are those of the file. */
export function errorInFile(placed: PlacedText, error: KqlError): KqlError {
  const [first, ...others] = error.errors.map(({ kind, message, span, hint }) => ({
    kind,
    message,
    hint,
    span: span && spanInFile(placed, span),
  }));
  return new KqlError(first, placed.source, others);
}

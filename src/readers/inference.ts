import { inferType, type KindCounts, noKinds } from '../data/infer.ts';
import { parseIsoDatetimeBytes } from '../data/iso-datetime.ts';
import { batchRows, escapedText, falseValue, fraction, integer, nullValue, type RowBatch, structure, text, trueValue } from './batch.ts';
import { describeValue, integerAt } from './columns/fit.ts';
import type { ColumnOrigin } from './plan.ts';
import { kindOfText } from './text-kinds.ts';

/** A value that decided the type of a column, and its row's place in a batch. */
interface Example {
  readonly value: string;
  readonly line: number;
  readonly input: string;
}

type Kind = 'whole' | 'fractions' | 'bools' | 'isoTexts' | 'otherTexts' | 'structures';

/** What the values of a column have been so far, by the rules of data/infer.ts. */
export class ColumnInference {
  private readonly counts: KindCounts = noKinds();
  private readonly examples = new Map<Kind, Example>();
  private readonly parts = new Float64Array(2);
  /** Whether values came from CSV, and whether others came that are no texts. */
  private textual = false;
  private typed = false;

  /** Takes a column of a batch; `lineOf` gives the line of a row of the batch. */
  add(batch: RowBatch, column: number, input: string, lineOf: (row: number) => number): void {
    const { counts } = this;
    if (batch.textual) this.textual = true;
    const first = column * batchRows;
    for (let place = first; place < first + batch.count; place++) {
      const kind = this.kindAt(batch, place);
      if (kind === undefined) continue;
      if (!batch.textual && kind !== 'isoTexts' && kind !== 'otherTexts') this.typed = true;
      if (kind === 'otherTexts') {
        counts.texts++;
      } else {
        counts[kind]++;
        if (kind === 'isoTexts') counts.texts++;
      }
      if (!this.examples.has(kind)) this.examples.set(kind, { value: describeValue(batch, place), line: lineOf(place - first), input });
    }
  }

  /** Whether a value has come that is not null. */
  get isOpen(): boolean {
    return this.examples.size === 0;
  }

  get result(): Omit<ColumnOrigin, 'name'> {
    const { type, reason } = inferType(this.counts);
    // in CSV everything is a text that may look like something else
    if (this.textual && !this.typed && type === 'dynamic')
      return { type: 'string', why: 'inferred', reason: 'texts that are not all alike', ...this.exampleOf('otherTexts') };
    const { examples } = this;
    const deciding: Kind[] =
      type === 'real'
        ? ['fractions']
        : type === 'string'
          ? ['otherTexts']
          : examples.has('structures')
            ? ['structures']
            : [...examples.keys()].reverse();
    return { type, why: 'inferred', reason, ...this.exampleOf(...deciding) };
  }

  private exampleOf(...kinds: Kind[]): Partial<Pick<ColumnOrigin, 'example'>> {
    for (const kind of kinds) {
      const example = this.examples.get(kind);
      if (example !== undefined) return { example };
    }
    const [any] = this.examples.values();
    return any === undefined ? {} : { example: any };
  }

  private kindAt(batch: RowBatch, place: number): Kind | undefined {
    let kind = batch.kinds[place];
    if (kind === text && batch.textual) kind = kindOfText(batch.bytes, batch.starts[place], batch.ends[place]);
    if (kind <= nullValue) return undefined;
    switch (kind) {
      case trueValue:
      case falseValue:
        return 'bools';
      case fraction:
        return 'fractions';
      case structure:
        return 'structures';
      case integer:
        // beyond 64 bits only a real can hold it
        return batch.ends[place] - batch.starts[place] < 19 || integerAt(batch, place) !== undefined ? 'whole' : 'fractions';
      case text:
        return this.dateOrText(batch.bytes, batch.starts[place], batch.ends[place]);
      case escapedText:
        return 'otherTexts';
    }
    return undefined;
  }

  private dateOrText(bytes: Uint8Array, start: number, end: number): Kind | undefined {
    if (start === end) return undefined;
    // once a text was no datetime, no further one can make the column one
    if (this.counts.isoTexts < this.counts.texts) return 'otherTexts';
    return parseIsoDatetimeBytes(bytes, start, end, this.parts) ? 'isoTexts' : 'otherTexts';
  }
}

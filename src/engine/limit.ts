import type { TextEntries } from '../data/dictionary.ts';
import { rowsOf } from '../data/row-numbers.ts';
import { compareOrdinal } from '../data/text.ts';
import { type BoolVector, type Cell, constantVector, type Vector } from '../data/vector.ts';
import { compareWithConstant } from '../functions/scalar/comparison.ts';
import { TruthTable } from '../functions/truth-table.ts';

/** A value of a sort key (no null and no NaN) that other rows have to come before. */
export class Limit {
  private readonly value: Cell;
  private readonly descending: boolean;
  private readonly nullsFirst: boolean;
  private readonly truths = new WeakMap<TextEntries, TruthTable>();

  constructor(value: Cell, { descending, nullsFirst }: { readonly descending: boolean; readonly nullsFirst: boolean }) {
    this.value = value;
    this.descending = descending;
    this.nullsFirst = nullsFirst;
  }

  /** The rows of a key that come before the limit, with `orTied` also those that stand at it; undefined where all of them may. */
  passing(key: Vector, orTied: boolean): Int32Array | undefined {
    switch (key.encoding) {
      case 'int32':
      case 'offset':
      case 'int64':
      case 'real':
        return this.numbersPassing(key, orTied);
      case 'coded-text': {
        const { codes, dictionary, length } = key;
        const { entries } = dictionary;
        const truth = this.truthOf(dictionary);
        return truth.select(
          codes,
          length,
          entries.length,
          (row) => this.textPasses(entries[codes[row]]),
          () => {},
        );
      }
      case 'text': {
        const values = Uint8Array.from(key.values, (text) => (this.textPasses(text) ? 1 : 0));
        return rowsOf({ values, length: key.length }, 1);
      }
      default:
        return undefined;
    }
  }

  private numbersPassing(key: Vector, orTied: boolean): Int32Array | undefined {
    const { descending, nullsFirst } = this;
    const before = descending ? '>' : '<';
    const after = descending ? '<' : '>';
    // nulls and NaN compare as false: where they come first, the rows wanted are those that do not come after the limit
    const operator = nullsFirst ? (orTied ? after : (`${after}=` as const)) : orTied ? (`${before}=` as const) : before;
    const compared = compareWithConstant(operator, key, constantVector(key.type, this.value, 1), key.length);
    if (compared === undefined) return undefined;
    if (compared.encoding === 'constant') return (compared.value === true) === nullsFirst ? new Int32Array(0) : undefined;
    return rowsOf(compared as BoolVector, nullsFirst ? 0 : 1);
  }

  /** Tied texts pass, because one truth serves all. */
  private textPasses(text: string): boolean {
    const order = compareOrdinal(text, this.value as string);
    return this.descending ? order >= 0 : order <= 0;
  }

  private truthOf(dictionary: TextEntries): TruthTable {
    let truth = this.truths.get(dictionary);
    if (truth === undefined) {
      truth = new TruthTable();
      this.truths.set(dictionary, truth);
    }
    return truth;
  }
}

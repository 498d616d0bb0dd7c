import { type Dictionary, maxEntries, maxTextUnits } from '../data/dictionary.ts';

/** What the dictionaries of one reading may take together: a stream starts new ones in time, and the old ones go with their last segment. */
export class DictionaryRoom {
  private readonly bytes: number;
  private readonly taken = new Map<object, number>();
  private total = 0;

  constructor(bytes = Number.POSITIVE_INFINITY) {
    this.bytes = bytes;
  }

  /** Whether a column has to start a new dictionary: its own is full, or it is one of the larger ones when there is no room left. */
  isOver(column: object, dictionary: Pick<Dictionary, 'size' | 'textUnits' | 'bytes'>): boolean {
    const { bytes } = dictionary;
    this.total += bytes - (this.taken.get(column) ?? 0);
    this.taken.set(column, bytes);
    const isOver =
      dictionary.size >= maxEntries ||
      dictionary.textUnits >= maxTextUnits ||
      (this.total > this.bytes && bytes * this.taken.size >= this.total);
    if (isOver) {
      this.total -= bytes;
      this.taken.set(column, 0);
    }
    return isOver;
  }
}

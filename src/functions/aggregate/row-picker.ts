import { cellReader } from '../../data/cells.ts';
import { concatenate } from '../../data/concatenate.ts';
import { gather } from '../../data/gather.ts';
import type { ScalarType } from '../../data/types.ts';
import type { Cell, Vector } from '../../data/vector.ts';
import type { Aggregator } from '../define.ts';

/** Kept rows beyond twice the groups and this many are dropped when they are no group's row any more. */
const slack = 65_536;

/**
 * Keeps one row a group, chosen by a rule over its first value: of arg_max the greatest, of take_any the first. The values of chosen rows are
 * gathered segment by segment; what later rows replace is dropped from time to time.
 */
export class RowPicker implements Aggregator {
  private readonly types: readonly ScalarType[];
  /** Whether a candidate replaces the row that a group has; its group has none yet when `current` is undefined. */
  private readonly replaces: (candidate: Cell, current: Cell | undefined) => boolean;
  private readonly keys: (Cell | undefined)[] = [];
  /** The place of each group's row among the kept ones, -1 without one. */
  private places: Int32Array = new Int32Array(64).fill(-1);
  private groupCount = 0;
  private kept: Vector[][];
  private keptCount = 0;

  constructor(types: readonly ScalarType[], replaces: (candidate: Cell, current: Cell | undefined) => boolean) {
    this.types = types;
    this.replaces = replaces;
    this.kept = types.map(() => []);
  }

  get bytes(): number {
    return this.places.byteLength + this.keys.length * 24 + this.keptCount * this.types.length * 16;
  }

  resize(count: number): void {
    this.groupCount = count;
    if (count <= this.places.length) return;
    const grown = new Int32Array(Math.max(count, this.places.length * 2)).fill(-1);
    grown.set(this.places);
    this.places = grown;
  }

  add(groups: Int32Array, length: number, vectors: readonly Vector[]): void {
    const { keys, replaces, places } = this;
    const read = cellReader(vectors[0]);
    // rows of this segment that win, by group; a later row of the same group overwrites an earlier one
    const winners = new Map<number, number>();
    for (let i = 0; i < length; i++) {
      const group = groups[i];
      const key = read(i);
      if (!replaces(key, keys[group])) continue;
      keys[group] = key;
      winners.set(group, i);
    }
    if (winners.size === 0) return;
    const rows = Int32Array.from(winners.values());
    let place = this.keptCount;
    for (const group of winners.keys()) places[group] = place++;
    vectors.forEach((vector, k) => {
      this.kept[k].push(gather(vector, rows));
    });
    this.keptCount = place;
    if (this.keptCount > this.groupCount * 2 + slack) this.compact();
  }

  private compact(): void {
    const chosen: number[] = [];
    for (let group = 0; group < this.groupCount; group++) {
      if (this.places[group] < 0) continue;
      chosen.push(this.places[group]);
      this.places[group] = chosen.length - 1;
    }
    const rows = Int32Array.from(chosen);
    this.kept = this.kept.map((vectors, k) => [gather(concatenate(this.types[k], vectors), rows)]);
    this.keptCount = rows.length;
  }

  merge(other: Aggregator, groups: Int32Array): void {
    const from = other as RowPicker;
    from.compact();
    const owners = new Int32Array(from.keptCount);
    for (let group = 0; group < groups.length; group++) if (from.places[group] >= 0) owners[from.places[group]] = groups[group];
    this.add(
      owners,
      from.keptCount,
      from.kept.map((vectors, k) => concatenate(this.types[k], vectors)),
    );
  }

  results(count: number): Vector[] {
    // a row of nulls stands behind the kept ones for groups without a row
    const rows = new Int32Array(count);
    for (let group = 0; group < count; group++) rows[group] = this.places[group] >= 0 ? this.places[group] : this.keptCount;
    return this.kept.map((vectors, k) => {
      const type = this.types[k];
      const nothing: Vector = { encoding: 'constant', type, length: 1, nulls: undefined, value: type === 'string' ? '' : null };
      return gather(concatenate(type, [...vectors, nothing]), rows);
    });
  }
}

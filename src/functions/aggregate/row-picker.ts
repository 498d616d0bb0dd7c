import { missingCell } from '../../data/builder.ts';
import { concatenate } from '../../data/concatenate.ts';
import { keepVector } from '../../data/detach.ts';
import { gather } from '../../data/gather.ts';
import type { ScalarType } from '../../data/types.ts';
import { constantVector, type Vector } from '../../data/vector.ts';
import type { Aggregator } from '../define.ts';
import type { RowRule } from './row-rules.ts';

/** Kept rows beyond twice the groups and this many are dropped when they are no group's row any more. */
const slack = 65_536;

/**
 * Keeps one row a group, chosen by a rule over its first value: of arg_max the greatest, of take_any the first. The values of chosen rows are
 * gathered segment by segment; what later rows replace is dropped from time to time.
 */
export class RowPicker implements Aggregator {
  private readonly types: readonly ScalarType[];
  private readonly rule: RowRule;
  /** The place of each group's row among the kept ones, -1 without one. */
  private places: Int32Array = new Int32Array(64).fill(-1);
  private groupCount = 0;
  private kept: Vector[][];
  private keptCount = 0;

  constructor(types: readonly ScalarType[], rule: RowRule) {
    this.types = types;
    this.rule = rule;
    this.kept = types.map(() => []);
  }

  get bytes(): number {
    return this.places.byteLength + this.rule.bytes + this.keptCount * this.types.length * 16;
  }

  resize(count: number): void {
    this.groupCount = count;
    this.rule.resize(count);
    if (count <= this.places.length) return;
    const grown = new Int32Array(Math.max(count, this.places.length * 2)).fill(-1);
    grown.set(this.places);
    this.places = grown;
  }

  add(groups: Int32Array, length: number, vectors: readonly Vector[]): void {
    const chosen = new Uint8Array(length);
    this.rule.choose(groups, length, vectors[0], chosen);
    const rows = this.place(groups, length, chosen);
    if (rows.length === 0) return;
    vectors.forEach((vector, k) => {
      keepVector(this.kept[k], gather(vector, rows));
    });
    if (this.keptCount > this.groupCount * 2 + slack) this.compact();
  }

  /** Gives the chosen rows places behind the kept ones, one place a group; the result is the rows in the order of their places. */
  private place(groups: Int32Array, length: number, chosen: Uint8Array): Int32Array {
    const { places, keptCount } = this;
    const rows = new Int32Array(length);
    let count = 0;
    for (let i = 0; i < length; i++) {
      if (chosen[i] === 0) continue;
      const place = places[groups[i]];
      // a place that this segment gave is taken over by a later row of the same group
      if (place >= keptCount) {
        rows[place - keptCount] = i;
      } else {
        places[groups[i]] = keptCount + count;
        rows[count++] = i;
      }
    }
    this.keptCount += count;
    return rows.slice(0, count);
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
      from.kept.map(([vector]) => vector),
    );
  }

  results(count: number): Vector[] {
    const rows = new Int32Array(count);
    let anyWithout = false;
    for (let group = 0; group < count; group++) {
      const place = this.places[group];
      anyWithout ||= place < 0;
      rows[group] = place < 0 ? this.keptCount : place;
    }
    return this.kept.map((vectors, k) => {
      const type = this.types[k];
      // behind the kept rows stands one of nulls for groups without a row
      const all = anyWithout ? [...vectors, constantVector(type, missingCell(type), 1)] : vectors;
      return gather(concatenate(type, all), rows);
    });
  }
}

/**
 * The codes of several keys as one number, their slot: a place in a space with a dimension a key. Capacities are powers of two, so that
 * codes come out of a slot again by a shift and a mask.
 */
export class KeySpace {
  private readonly capacities: readonly number[];
  private readonly strides: readonly number[];
  /** The keys from the one with the smallest stride to the one with the greatest. */
  private readonly order: readonly number[];

  private constructor(capacities: readonly number[], order: readonly number[]) {
    this.capacities = capacities;
    this.order = order;
    const strides: number[] = new Array(capacities.length);
    let stride = 1;
    for (const key of order) {
      strides[key] = stride;
      stride *= capacities[key];
    }
    this.strides = strides;
  }

  /** A space for so many keys, with room for no code at all. */
  static of(keys: number): KeySpace {
    return new KeySpace(
      new Array<number>(keys).fill(0),
      Array.from({ length: keys }, (_, key) => key),
    );
  }

  get slotCount(): number {
    return this.capacities.reduce((product, capacity) => product * capacity, 1);
  }

  /** This space, or one that has room for so many codes of each key. */
  grownFor(counts: readonly number[]): KeySpace {
    const outgrown = this.order.filter((key) => counts[key] > this.capacities[key]);
    if (outgrown.length === 0) return this;
    const capacities = this.capacities.map((capacity, key) => (counts[key] > capacity ? roundUp(counts[key]) : capacity));
    // what grows goes outside, where it can go on growing without moving a slot: times that come in order do so all along
    return new KeySpace(capacities, [...this.order.filter((key) => !outgrown.includes(key)), ...outgrown]);
  }

  /** Whether the slots of this space are the same in another. */
  keepsSlotsIn(other: KeySpace): boolean {
    return this.strides.every((stride, key) => stride === other.strides[key]);
  }

  /** Writes the slots of rows, from their codes key by key. */
  slotsOf(codes: readonly Int32Array[], length: number, out: Int32Array): void {
    const { strides } = this;
    addScaled(out, codes[0], strides[0], codes[1], strides[1], length);
    for (let k = 2; k < codes.length; k++) addScaled(out, out, 1, codes[k], strides[k], length);
  }

  /** Writes the codes of a key at slots. */
  codesAt(key: number, slots: Int32Array, length: number, out: Int32Array): void {
    const shift = 31 - Math.clz32(this.strides[key]);
    const mask = this.capacities[key] - 1;
    for (let i = 0; i < length; i++) out[i] = (slots[i] >>> shift) & mask;
  }

  /** Turns slots of this space into those of another, in place. */
  move(slots: Int32Array, length: number, to: KeySpace): void {
    const shifts = this.strides.map((stride) => 31 - Math.clz32(stride));
    const masks = this.capacities.map((capacity) => capacity - 1);
    for (let i = 0; i < length; i++) {
      const old = slots[i];
      let slot = 0;
      for (let key = 0; key < shifts.length; key++) slot += Math.imul((old >>> shifts[key]) & masks[key], to.strides[key]);
      slots[i] = slot;
    }
  }
}

function addScaled(out: Int32Array, a: Int32Array, aStride: number, b: Int32Array, bStride: number, length: number): void {
  for (let i = 0; i < length; i++) out[i] = (Math.imul(a[i], aStride) + Math.imul(b[i], bStride)) | 0;
}

/** The next power of two. */
export function roundUp(count: number): number {
  let capacity = 1;
  while (capacity < count) capacity *= 2;
  return capacity;
}

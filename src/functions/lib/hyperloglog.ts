/**
 * A sketch of a set of 64-bit hashes that tells how many there are: the hashes themselves while they are few, then a register for each of
 * 2^precision subsets with the longest run of leading zeros seen in it. Two sketches make the same one whichever way their sets are merged.
 */
export class HyperLogLog {
  precision: number;
  private hashes: Set<bigint> | undefined = new Set();
  private registers: Uint8Array | undefined;

  constructor(precision: number) {
    this.precision = precision;
  }

  static ofHashes(precision: number, hashes: Iterable<bigint>): HyperLogLog {
    const sketch = new HyperLogLog(precision);
    for (const hash of hashes) sketch.add(hash);
    return sketch;
  }

  /** `registers` has 2^precision elements. */
  static ofRegisters(precision: number, registers: Uint8Array): HyperLogLog {
    const sketch = new HyperLogLog(precision);
    sketch.hashes = undefined;
    sketch.registers = registers;
    return sketch;
  }

  /** What the sketch holds: hashes (signed 64-bit) or registers. */
  get content(): { readonly hashes: ReadonlySet<bigint> } | { readonly registers: Uint8Array } {
    return this.hashes !== undefined ? { hashes: this.hashes } : { registers: this.registers as Uint8Array };
  }

  /** Adds a hash of which the halves are given as signed 32-bit integers. */
  addWords(low: number, high: number): void {
    if (this.registers !== undefined) this.register(low, high);
    else this.add((BigInt(high) << 32n) | BigInt(low >>> 0));
  }

  private add(hash: bigint): void {
    if (this.hashes === undefined) {
      this.register(Number(BigInt.asIntN(32, hash)), Number(hash >> 32n));
      return;
    }
    this.hashes.add(hash);
    // a quarter as many hashes as registers take twice their memory
    if (this.hashes.size > 1 << (this.precision - 2)) this.toRegisters();
  }

  private toRegisters(): void {
    if (this.hashes === undefined) return;
    const { hashes } = this;
    this.hashes = undefined;
    this.registers = new Uint8Array(1 << this.precision);
    for (const hash of hashes) this.register(Number(BigInt.asIntN(32, hash)), Number(hash >> 32n));
  }

  private register(low: number, high: number): void {
    const { precision } = this;
    const registers = this.registers as Uint8Array;
    const index = high >>> (32 - precision);
    const restHigh = (high << precision) | (low >>> (32 - precision));
    const restLow = low << precision;
    const zeros = restHigh !== 0 ? Math.clz32(restHigh) : 32 + Math.clz32(restLow);
    const rank = Math.min(zeros, 64 - precision) + 1;
    if (rank > registers[index]) registers[index] = rank;
  }

  /** Adds what another holds; the result has the lower precision of the two. */
  merge(other: HyperLogLog): void {
    this.reduceTo(Math.min(this.precision, other.precision));
    const { content } = other;
    if ('hashes' in content) {
      for (const hash of content.hashes) this.add(hash);
      return;
    }
    this.toRegisters();
    const registers = this.registers as Uint8Array;
    const theirs = reduced(content.registers, other.precision, this.precision);
    for (let i = 0; i < registers.length; i++) if (theirs[i] > registers[i]) registers[i] = theirs[i];
  }

  private reduceTo(precision: number): void {
    if (precision === this.precision) return;
    if (this.registers !== undefined) this.registers = reduced(this.registers, this.precision, precision);
    this.precision = precision;
    if (this.hashes !== undefined && this.hashes.size > 1 << (precision - 2)) this.toRegisters();
  }

  /** The number of distinct hashes: exact while they are kept, else by Ertl's estimator, which needs no correction for small or large sets. */
  count(): number {
    return this.hashes !== undefined ? this.hashes.size : Math.round(estimate(this.registers as Uint8Array, this.precision));
  }
}

/** The registers of a lower precision: what were bits of the index become the first bits of the rest. */
function reduced(registers: Uint8Array, from: number, to: number): Uint8Array {
  if (from === to) return registers;
  const out = new Uint8Array(1 << to);
  const dropped = from - to;
  for (let index = 0; index < registers.length; index++) {
    if (registers[index] === 0) continue;
    const bits = index & ((1 << dropped) - 1);
    const rank = bits !== 0 ? Math.clz32(bits) - (32 - dropped) + 1 : dropped + registers[index];
    const target = index >>> dropped;
    if (rank > out[target]) out[target] = rank;
  }
  return out;
}

/** Otmar Ertl, New cardinality estimation algorithms for HyperLogLog sketches (2017), algorithm 6. */
function estimate(registers: Uint8Array, precision: number): number {
  const size = registers.length;
  const longest = 64 - precision;
  const counts = new Float64Array(longest + 2);
  for (const rank of registers) counts[Math.min(rank, longest + 1)]++;
  let sum = size * tau(1 - counts[longest + 1] / size);
  for (let rank = longest; rank >= 1; rank--) sum = (sum + counts[rank]) / 2;
  sum += size * sigma(counts[0] / size);
  return (size * size) / (2 * Math.LN2 * sum);
}

function sigma(share: number): number {
  if (share === 1) return Number.POSITIVE_INFINITY;
  let sum = share;
  for (let power = share, weight = 1; ; weight *= 2) {
    power *= power;
    const next = sum + power * weight;
    if (next === sum) return sum;
    sum = next;
  }
}

function tau(share: number): number {
  if (share === 0 || share === 1) return 0;
  let sum = 1 - share;
  for (let root = share, weight = 1; ; ) {
    root = Math.sqrt(root);
    weight /= 2;
    const next = sum - (1 - root) ** 2 * weight;
    if (next === sum) return sum / 3;
    sum = next;
  }
}

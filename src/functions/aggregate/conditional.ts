import { gather } from '../../data/gather.ts';
import type { BoolVector, Vector } from '../../data/vector.ts';
import { type AggregateFunction, type Aggregator, aggregate, type CallError, type CallSite, isCallError } from '../define.ts';

/**
 * The form of an aggregate that takes only the rows for which a predicate is true: sumif of sum, make_set_if of make_set …. The signature
 * is that of the aggregate with a parameter `predicate` put in; names follow the aggregate unless a prefix is given.
 */
export function conditional(
  base: AggregateFunction,
  options: { readonly signature: string; readonly prefix?: string; readonly insteadOf?: string },
): AggregateFunction {
  const shape = aggregate({ signature: options.signature, doc: '', create: base.create });
  const at = shape.signature.parameters.findIndex((parameter) => parameter.name === 'predicate');
  const without = <Item>(items: readonly Item[]): Item[] => items.filter((_, i) => i !== at);
  const innerSite = (site: CallSite): CallSite => ({ types: without(site.types), constants: without(site.constants) });
  return aggregate({
    signature: options.signature,
    doc: `${base.doc.slice(0, -1)}, over the rows for which the predicate is true.`,
    prefix: options.prefix ?? base.prefix,
    constant: base.constant,
    insteadOf: options.insteadOf,
    create: (site) => {
      const inner = base.create(innerSite(site));
      return isCallError(inner) ? shiftArgument(inner, at) : new ConditionalAggregator(inner, at);
    },
    outputs: (site, names) => {
      const outputs = base.outputs(innerSite(site), without(names));
      const { prefix } = options;
      if (prefix === undefined || base.prefix === undefined) return outputs;
      const replaced = `${base.prefix}_`;
      return outputs.map(({ name, type }) => ({
        name: name?.startsWith(replaced) ? `${prefix}_${name.slice(replaced.length)}` : name,
        type,
      }));
    },
  });
}

/** The inner aggregate counts its arguments without the predicate. */
function shiftArgument(error: CallError, predicate: number): CallError {
  return error.argument !== undefined && error.argument >= predicate ? { ...error, argument: error.argument + 1 } : error;
}

class ConditionalAggregator implements Aggregator {
  private readonly inner: Aggregator;
  private readonly at: number;

  constructor(inner: Aggregator, at: number) {
    this.inner = inner;
    this.at = at;
  }

  get bytes(): number {
    return this.inner.bytes;
  }

  resize(count: number): void {
    this.inner.resize(count);
  }

  add(groups: Int32Array, length: number, vectors: readonly Vector[]): void {
    const predicate = vectors[this.at];
    const others = vectors.filter((_, i) => i !== this.at);
    if (predicate.encoding === 'constant') {
      if (predicate.value === true) this.inner.add(groups, length, others);
      return;
    }
    const rows = trueRows(predicate as BoolVector, length);
    if (rows.length === length) {
      this.inner.add(groups, length, others);
      return;
    }
    const kept = new Int32Array(rows.length);
    for (let i = 0; i < rows.length; i++) kept[i] = groups[rows[i]];
    this.inner.add(
      kept,
      rows.length,
      others.map((vector) => gather(vector, rows)),
    );
  }

  merge(other: Aggregator, groups: Int32Array): void {
    this.inner.merge((other as ConditionalAggregator).inner, groups);
  }

  results(count: number): Vector[] {
    return this.inner.results(count);
  }
}

/** A null is 0 among the values. */
function trueRows({ values }: BoolVector, length: number): Int32Array {
  const rows = new Int32Array(length);
  let count = 0;
  for (let i = 0; i < length; i++) {
    rows[count] = i;
    count += values[i];
  }
  return rows.subarray(0, count);
}

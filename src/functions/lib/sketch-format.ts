import { type Dynamic, dynamicLong, isArray, isBag, numberIn, Real } from '../../data/dynamic.ts';
import type { ScalarType } from '../../data/types.ts';
import { HyperLogLog } from './hyperloglog.ts';
import type { Digest, DigestValue } from './tdigest.ts';

/**
 * The form in which sketches stand in a column: a bag with a version, which is the same after a way through JSON text. It is kqlet's own;
 * the manual promises nothing about Kusto's.
 */
const version = 1;

/** Registers as text: a character a register, 0 upwards. */
const zero = 48;

export function writeHll(sketch: HyperLogLog): Dynamic {
  const bag = new Map<string, Dynamic>([
    ['hll', version],
    ['precision', sketch.precision],
  ]);
  const { content } = sketch;
  if ('hashes' in content) return bag.set('hashes', [...content.hashes].map(dynamicLong));
  let text = '';
  for (const rank of content.registers) text += String.fromCharCode(zero + rank);
  return bag.set('registers', text);
}

/** undefined for what is no sketch of this version. */
export function readHll(value: Dynamic): HyperLogLog | undefined {
  if (!isBag(value) || value.get('hll') !== version) return undefined;
  const precision = value.get('precision');
  if (typeof precision !== 'number' || !(precision >= 4 && precision <= 18)) return undefined;
  const hashes = value.get('hashes');
  if (hashes !== undefined) {
    const read = longsIn(hashes);
    return read && HyperLogLog.ofHashes(precision, read.map(BigInt));
  }
  const text = value.get('registers');
  if (typeof text !== 'string' || text.length !== 1 << precision) return undefined;
  return HyperLogLog.ofRegisters(
    precision,
    Uint8Array.from({ length: text.length }, (_, i) => text.charCodeAt(i) - zero),
  );
}

/** A digest and the type of the values it was made of: long, real, datetime or timespan. */
export interface TypedDigest extends Digest {
  readonly type: ScalarType;
}

export function writeDigest({ type, values, weights }: TypedDigest): Dynamic {
  return new Map<string, Dynamic>([
    ['tdigest', version],
    ['type', type],
    ['values', values.map((value) => (typeof value === 'bigint' ? dynamicLong(value) : type === 'real' ? new Real(value) : value))],
    ['weights', [...weights]],
  ]);
}

/** undefined for what is no digest of this version. */
export function readDigest(value: Dynamic): TypedDigest | undefined {
  if (!isBag(value) || value.get('tdigest') !== version) return undefined;
  const type = value.get('type');
  if (type !== 'long' && type !== 'real' && type !== 'datetime' && type !== 'timespan') return undefined;
  const weights = longsIn(value.get('weights') ?? null)?.map(Number);
  const items = value.get('values') ?? null;
  const values = type === 'real' ? realsIn(items) : longsIn(items);
  if (values === undefined || weights === undefined || values.length !== weights.length || values.length === 0) return undefined;
  return { type, weights, values: type === 'datetime' || type === 'timespan' ? values.map(BigInt) : values };
}

/** JSON-safe values hold longs beyond 2^53 as text. */
function longsIn(items: Dynamic): DigestValue[] | undefined {
  if (!isArray(items)) return undefined;
  const longs = items.map((item) => {
    if (typeof item === 'string' && /^-?\d{1,19}$/.test(item)) return dynamicLong(BigInt(item));
    return typeof item === 'number' || typeof item === 'bigint' ? item : undefined;
  });
  return longs.includes(undefined) ? undefined : (longs as DigestValue[]);
}

function realsIn(items: Dynamic): number[] | undefined {
  if (!isArray(items)) return undefined;
  const reals = items.map((item) => (item === 'NaN' || item === 'Infinity' || item === '-Infinity' ? Number(item) : numberIn(item)));
  return reals.includes(undefined) ? undefined : (reals as number[]);
}

import { addDecimals, compareDecimals, subtractDecimals } from '../../data/decimal.ts';
import { type Cell, type ConstantVector, constantVector, type Vector } from '../../data/vector.ts';
import { renamed, type ScalarFunction, scalar } from '../define.ts';

/**
 * Tests of a single value. A string is never null, only empty; a dynamic is null only where it holds null. Manual pages isnull-function,
 * isempty-function, isnan-function, isascii, isutf8-function, around-function.
 */
export const predicateFunctions: readonly ScalarFunction[] = [
  presence('isnull', 'Whether the value is null; a string never is.', false, true),
  presence('isnotnull', 'Whether the value is not null; a string never is.', false, false),
  renamed(presence('isnotnull', 'The old name of isnotnull().', false, false), 'notnull', 'isnotnull'),
  presence('isempty', 'Whether the value is null or an empty string.', true, true),
  presence('isnotempty', 'Whether the value is neither null nor an empty string.', true, false),
  renamed(presence('isnotempty', 'The old name of isnotempty().', true, false), 'notempty', 'isnotempty'),
  scalar({ signature: 'isnan(number: real): bool', doc: 'Whether a real is no number, such as 0.0 / 0.0.', row: Number.isNaN }),
  scalar({ signature: 'isfinite(number: real): bool', doc: 'Whether a real is a number, neither infinite nor NaN.', row: Number.isFinite }),
  scalar({
    signature: 'isinf(number: real): bool',
    doc: 'Whether a real is infinite.',
    row: (value) => Math.abs(value) === Number.POSITIVE_INFINITY,
  }),
  scalar({
    signature: 'isascii(value: text): bool',
    doc: 'Whether all characters of a text are ASCII.',
    examples: [["isascii('some string')", true]],
    row: isAscii,
  }),
  scalar({
    signature: 'isutf8(value: text): bool',
    doc: 'Whether a text has a form in UTF-8.',
    examples: [["isutf8('some string')", true]],
    row: isWellFormed,
  }),
  ...aroundFunctions(),
];

function presence(name: string, doc: string, emptyTexts: boolean, truth: boolean): ScalarFunction {
  return scalar({
    signature: `${name}(value: scalar): bool` as 'isnull(value: scalar): bool',
    doc,
    nulls: 'handled',
    column: ([vector], length) => {
      if (vector.encoding === 'constant') return constantVector('bool', isMissing(vector.value, emptyTexts) === truth, length);
      const values = missingRows(vector, emptyTexts);
      if (!truth) for (let i = 0; i < length; i++) values[i] ^= 1;
      return { encoding: 'bool', type: 'bool', length, nulls: undefined, values };
    },
  });
}

function isMissing(value: Cell, emptyTexts: boolean): boolean {
  return value === null || (emptyTexts && value === '');
}

/** 1 where a row is null or, where these count, an empty text. A loop an encoding, because this stands in nearly every rule. */
function missingRows(vector: Exclude<Vector, ConstantVector>, emptyTexts: boolean): Uint8Array {
  const { length } = vector;
  const missing = new Uint8Array(length);
  switch (vector.encoding) {
    case 'coded-text': {
      if (!emptyTexts) return missing;
      const { codes } = vector;
      const { entries } = vector.dictionary;
      for (let i = 0; i < length; i++) if (entries[codes[i]] === '') missing[i] = 1;
      return missing;
    }
    case 'coded-dynamic':
      for (let i = 0; i < length; i++) if (isMissing(vector.entries.at(vector.codes[i]), emptyTexts)) missing[i] = 1;
      return missing;
    case 'text':
    case 'dynamic':
    case 'decimal':
      for (let i = 0; i < length; i++) if (isMissing(vector.values[i], emptyTexts)) missing[i] = 1;
      return missing;
  }
  const { nulls } = vector;
  if (nulls !== undefined) for (let i = 0; i < length; i++) missing[i] = (nulls[i >>> 5] >>> (i & 31)) & 1;
  return missing;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

/** Half of a surrogate pair has no form in UTF-8. */
function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/** Overloads for each kind of value: within delta of the center, the borders included. */
function aroundFunctions(): ScalarFunction[] {
  const doc = 'Whether a value is at most `delta` away from a center.';
  return [
    scalar({
      signature: 'around(value: long, center: long, delta: long): bool',
      doc,
      exact: true,
      row: (value, center, delta) => isAround(BigInt(value), BigInt(center), BigInt(delta)),
    }),
    scalar({
      signature: 'around(value: real, center: real, delta: real): bool',
      doc,
      row: (x, center, delta) => x >= center - delta && x <= center + delta,
    }),
    scalar({
      signature: 'around(value: decimal, center: decimal, delta: decimal): bool',
      doc,
      row: (value, center, delta) => {
        const [low, high] = [subtractDecimals(center, delta), addDecimals(center, delta)];
        return low && high && compareDecimals(value, low) >= 0 && compareDecimals(value, high) <= 0;
      },
    }),
    scalar({ signature: 'around(value: timespan, center: timespan, delta: timespan): bool', doc, row: isAround }),
    scalar({
      signature: 'around(value: datetime, center: datetime, delta: timespan): bool',
      doc,
      examples: [['around(datetime(2021-01-01 01:29), datetime(2021-01-01 01:30), 1m)', true]],
      row: isAround,
    }),
  ];
}

function isAround(value: bigint, center: bigint, delta: bigint): boolean {
  return value >= center - delta && value <= center + delta;
}

/**
 * Sine, cosine and arc tangent rounded to the nearest double, as Kusto's C++ library has them. JavaScript's own may be one step off, which would
 * show in every coordinate that goes to the sphere and back.
 *
 * A number is computed as the sum of two doubles, the second of which is what the first leaves over. The steps are written out, without pairs to
 * carry them: as pairs the same took four times as long.
 */

/** The sine and the cosine of an angle of at most half a turn to either side. */
export function sineAndCosine(radians: number): readonly [sine: number, cosine: number] {
  compute(radians);
  return [sineHigh, cosineHigh];
}

export function arcTangent(y: number, x: number): number {
  const near = Math.atan2(y, x);
  if (y === 0 || x === 0) return near;
  // what is missing is the angle between (x, y) and the direction of the first result
  compute(near);
  multiply(cosineHigh, y);
  const [rise, riseRest] = [high, low + cosineLow * y];
  multiply(sineHigh, x);
  const across = rise - high + (riseRest - (low + sineLow * x));
  return near + across / (cosineHigh * x + sineHigh * y);
}

/** What compute() found. */
let sineHigh = 0;
let sineLow = 0;
let cosineHigh = 1;
let cosineLow = 0;

/** What add() and multiply() found. */
let high = 0;
let low = 0;

/** π/2 in three parts. */
const quarterHigh = 1.5707963267948966;
const quarterLow = 6.123233995736766e-17;
const quarterRest = -1.4973849048591833e-33;

function compute(radians: number): void {
  const quarters = Math.round(radians / quarterHigh);
  // exact: a quarter's first part times a small whole number, then the rest of it
  multiply(quarterHigh, -quarters);
  const rest = low - quarters * quarterLow;
  add(radians, high);
  add(high, low + rest - quarters * quarterRest);
  series(high, low);
  for (let turns = quarters & 3; turns > 0; turns--) {
    const [s, t] = [sineHigh, sineLow];
    sineHigh = cosineHigh;
    sineLow = cosineLow;
    cosineHigh = -s;
    cosineLow = -t;
  }
}

/** From here on the terms are so small that their rounding cannot show. */
const exactTerms = 7;
const terms = 22;

/** Taylor's series of both at once: x^n / n! goes in turn to the sine and the cosine. */
function series(x: number, xRest: number): void {
  let [term, termRest] = [1, 0];
  sineHigh = sineLow = cosineLow = 0;
  cosineHigh = 1;
  for (let n = 1; n <= exactTerms; n++) {
    multiply(term, x);
    const product = high;
    const productRest = low + term * xRest + termRest * x;
    const quotient = product / n;
    multiply(quotient, n);
    add(quotient, (product - high - low + productRest) / n);
    term = high;
    termRest = low;
    const isNegative = n % 4 >= 2;
    const [part, partRest] = [isNegative ? -term : term, isNegative ? -termRest : termRest];
    if (n % 2 === 1) {
      add(sineHigh, part);
      sineLow += low + partRest;
      sineHigh = high;
    } else {
      add(cosineHigh, part);
      cosineLow += low + partRest;
      cosineHigh = high;
    }
  }
  for (let n = exactTerms + 1; n <= terms; n++) {
    term *= x / n;
    const part = n % 4 >= 2 ? -term : term;
    if (n % 2 === 1) sineLow += part;
    else cosineLow += part;
  }
  add(sineHigh, sineLow);
  sineHigh = high;
  sineLow = low;
  add(cosineHigh, cosineLow);
  cosineHigh = high;
  cosineLow = low;
}

function add(a: number, b: number): void {
  high = a + b;
  const part = high - a;
  low = a - (high - part) + (b - part);
}

/** Without rounding: the halves of both have products that fit into a double. */
function multiply(a: number, b: number): void {
  const aShifted = 134217729 * a;
  const bShifted = 134217729 * b;
  const a1 = aShifted - (aShifted - a);
  const b1 = bShifted - (bShifted - b);
  const a2 = a - a1;
  const b2 = b - b1;
  high = a * b;
  low = a1 * b1 - high + a1 * b2 + a2 * b1 + a2 * b2;
}

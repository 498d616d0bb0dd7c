/** The least and the greatest of some numbers. */
export interface Bounds {
  readonly least: number;
  readonly greatest: number;
}

// known by the array and not by the vector: a vector that is made of another by spreading it must not inherit the bounds of other values
const known = new WeakMap<Int32Array | Float64Array, Bounds>();

/**
 * Notes the bounds of the values of a vector that a source hands out, and gives the values back. Rows mostly come in the order of time, so
 * that a comparison with a constant is decided for most segments without a look at their rows. There must be no NaN among the values.
 */
export function withBounds<Values extends Int32Array | Float64Array>(values: Values): Values {
  if (values.length === 0) return values;
  known.set(values, values instanceof Int32Array ? boundsOfIntegers(values) : boundsOfDoubles(values));
  return values;
}

/** The bounds of an array of values, undefined where nobody has noted them. */
export function knownBounds(values: Int32Array | Float64Array): Bounds | undefined {
  return known.get(values);
}

// one loop text per array type: a shared one would be slow for both

function boundsOfIntegers(values: Int32Array): Bounds {
  let least = values[0];
  let greatest = least;
  for (let i = 1; i < values.length; i++) {
    const value = values[i];
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return { least, greatest };
}

function boundsOfDoubles(values: Float64Array): Bounds {
  let least = values[0];
  let greatest = least;
  for (let i = 1; i < values.length; i++) {
    const value = values[i];
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return { least, greatest };
}

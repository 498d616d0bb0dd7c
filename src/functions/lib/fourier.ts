/** A complex series as two arrays of one length. */
export interface ComplexSeries {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/**
 * The discrete Fourier transform of a series of any length, X_k = Σ x_j·e^(−2πijk/n), without a factor; the inverse has the other sign and
 * the factor 1/n. Lengths that are no power of two go by Bluestein's algorithm, so that all take n·log n steps.
 */
export function fourier({ real, imaginary }: ComplexSeries, inverse = false): ComplexSeries {
  const length = real.length;
  // the inverse is the transform with both parts swapped, before and after
  const input = inverse ? { real: imaginary, imaginary: real } : { real, imaginary };
  const output = (length & (length - 1)) === 0 ? radix2(input) : bluestein(input);
  if (!inverse) return output;
  return { real: output.imaginary.map((value) => value / length), imaginary: output.real.map((value) => value / length) };
}

function radix2({ real, imaginary }: ComplexSeries): ComplexSeries {
  const length = real.length;
  const re = Float64Array.from(real);
  const im = Float64Array.from(imaginary);
  for (let i = 1, j = 0; i < length; i++) {
    let bit = length >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j], re[i]];
      [im[i], im[j]] = [im[j], im[i]];
    }
  }
  for (let size = 2; size <= length; size *= 2) {
    const half = size / 2;
    for (let k = 0; k < half; k++) {
      const cosine = Math.cos((2 * Math.PI * k) / size);
      const sine = -Math.sin((2 * Math.PI * k) / size);
      for (let start = k; start < length; start += size) {
        const other = start + half;
        const x = re[other] * cosine - im[other] * sine;
        const y = re[other] * sine + im[other] * cosine;
        re[other] = re[start] - x;
        im[other] = im[start] - y;
        re[start] += x;
        im[start] += y;
      }
    }
  }
  return { real: re, imaginary: im };
}

/** The transform as a convolution with a chirp, which is done by transforms of a power of two. */
function bluestein({ real, imaginary }: ComplexSeries): ComplexSeries {
  const length = real.length;
  let size = 1;
  while (size < 2 * length - 1) size *= 2;
  const cosines = new Float64Array(length);
  const sines = new Float64Array(length);
  for (let j = 0; j < length; j++) {
    // j² is taken modulo 2n, exactly, because a large angle loses digits
    const angle = (Math.PI * ((j * j) % (2 * length))) / length;
    cosines[j] = Math.cos(angle);
    sines[j] = Math.sin(angle);
  }
  const signal = emptySeries(size);
  const chirp = emptySeries(size);
  for (let j = 0; j < length; j++) {
    signal.real[j] = real[j] * cosines[j] + imaginary[j] * sines[j];
    signal.imaginary[j] = imaginary[j] * cosines[j] - real[j] * sines[j];
    chirp.real[j] = cosines[j];
    chirp.imaginary[j] = sines[j];
    if (j > 0) {
      chirp.real[size - j] = cosines[j];
      chirp.imaginary[size - j] = sines[j];
    }
  }
  const product = multiply(radix2(signal), radix2(chirp));
  const convolved = fourier(product, true);
  const output = emptySeries(length);
  for (let k = 0; k < length; k++) {
    output.real[k] = convolved.real[k] * cosines[k] + convolved.imaginary[k] * sines[k];
    output.imaginary[k] = convolved.imaginary[k] * cosines[k] - convolved.real[k] * sines[k];
  }
  return output;
}

function multiply(a: ComplexSeries, b: ComplexSeries): ComplexSeries {
  const product = emptySeries(a.real.length);
  for (let i = 0; i < a.real.length; i++) {
    product.real[i] = a.real[i] * b.real[i] - a.imaginary[i] * b.imaginary[i];
    product.imaginary[i] = a.real[i] * b.imaginary[i] + a.imaginary[i] * b.real[i];
  }
  return product;
}

function emptySeries(length: number): ComplexSeries {
  return { real: new Float64Array(length), imaginary: new Float64Array(length) };
}

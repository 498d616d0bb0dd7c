import { fail } from '../../errors.ts';
import { fourier } from './fourier.ts';
import { mean } from './series.ts';

export interface Period {
  readonly length: number;
  /** 0 … 1. */
  readonly score: number;
}

/**
 * Periods of a series, by the two steps of Vlachos and others, "On periodicity detection and structural periodic similarity": a peak of the
 * power spectrum is a hint, the hill of the autocorrelation beside it is the period. The score, which reproduces the engine's digits, is the
 * circular autocorrelation there, stretched so that its lowest value is 0. A period has at least 4 points and fits into the series twice.
 *
 * How strong a peak must be for the engine is not known. A peak weaker than the average of the spectrum is none, one that chance would bring
 * about in one series of a hundred or fewer is one; an answer that hangs on a peak in between is refused. Manual pages
 * series-periods-detect-function, series-periods-validate-function.
 */
export class Periodicity {
  private readonly length: number;
  private readonly powers: Float64Array;
  private readonly averagePower: number;
  private readonly scores: Float64Array;

  constructor(series: readonly number[]) {
    const length = series.length;
    const average = length > 0 ? mean(series) : 0;
    const spectrum = fourier({ real: Float64Array.from(series, (value) => value - average), imaginary: new Float64Array(length) });
    const squares = spectrum.real.map((value, k) => value * value + spectrum.imaginary[k] * spectrum.imaginary[k]);
    const correlation = fourier({ real: squares, imaginary: new Float64Array(length) }, true).real;
    const lowest = correlation.reduce((least, value) => Math.min(least, value), 0);
    const highest = correlation[0];
    this.length = length;
    this.powers = squares.subarray(0, Math.floor(length / 2) + 1);
    this.averagePower = this.powers.length > 1 ? mean([...this.powers.subarray(1)]) : 0;
    this.scores = correlation.map((value) => (highest > 0 ? Math.max(0, (value - lowest) / (highest - lowest)) : 0));
  }

  /** The best periods within bounds, at most `count` of them and none that scores less than `threshold`. */
  best(name: string, count: number, shortest: number, longest: number, threshold: number): Period[] {
    const found = this.candidates().filter(({ length, score }) => length >= shortest && length <= longest && score >= threshold);
    const ranked = found.sort((a, b) => b.score - a.score).slice(0, Math.max(0, count));
    const doubtful = ranked.find(({ certain }) => !certain);
    if (doubtful !== undefined) {
      const hint = 'give the period as an argument where the function takes one';
      fail(
        'unsupported',
        `${name}() of a series that repeats only weakly (perhaps every ${doubtful.length} points) is not supported`,
        undefined,
        hint,
      );
    }
    return ranked;
  }

  /** The score of a period that is proposed: 0 where there is no hill. */
  score(name: string, period: number): number {
    const lag = Math.round(period);
    const longest = Math.floor(this.length / 2);
    if (!(lag >= 4 && lag <= longest) || this.scores[lag] === 0) return 0;
    if (lag !== period) fail('unsupported', `${name}() of a period that is no whole number (${period}) is not supported`);
    const reach = Math.max(1, Math.floor(lag / 4));
    let isHill = true;
    for (let other = lag - reach; other <= lag + reach; other++) if (this.scores[other] > this.scores[lag]) isHill = false;
    const frequency = Math.max(1, Math.round(this.length / lag));
    const power = this.powers[frequency];
    if (isHill && power >= certainPower * this.averagePower) return this.scores[lag];
    if (!isHill && power < this.averagePower) return 0;
    return fail('unsupported', `${name}() of a period that is weak in the series (${period}) is not supported`);
  }

  private candidates(): (Period & { readonly certain: boolean })[] {
    const { powers, averagePower, scores, length } = this;
    const found = new Map<number, Period & { readonly certain: boolean }>();
    const longest = Math.floor(length / 2);
    for (let k = 1; k < powers.length; k++) {
      const isPeak = powers[k] >= (k > 1 ? powers[k - 1] : 0) && powers[k] >= (powers[k + 1] ?? 0);
      if (!isPeak || !(powers[k] >= averagePower) || averagePower === 0) continue;
      const from = Math.max(4, Math.ceil((length / (k + 1) + length / k) / 2));
      const to = Math.min(longest, k === 1 ? longest : Math.floor((length / k + length / (k - 1)) / 2));
      const lag = highestIn(scores, from, to);
      if (lag === undefined || !isHill(scores, lag)) continue;
      const certain = powers[k] >= certainPower * averagePower || found.get(lag)?.certain === true;
      found.set(lag, { length: lag, score: scores[lag], certain });
    }
    return [...found.values()];
  }
}

/** In units of the average power: what noise exceeds about once in a hundred series of 60 points. */
const certainPower = 8.5;

function highestIn(values: Float64Array, from: number, to: number): number | undefined {
  let highest: number | undefined;
  for (let i = from; i <= to; i++) if (highest === undefined || values[i] > values[highest]) highest = i;
  return highest;
}

function isHill(values: Float64Array, at: number): boolean {
  const before = values[at - 1];
  const after = values[(at + 1) % values.length];
  return values[at] >= before && values[at] >= after && (values[at] > before || values[at] > after);
}

import { UsageError } from './arguments.ts';

/** A share in percent that an option gives. */
export function percentOf(text: string, option: string): number {
  const percent = /^\d{1,3}(?:\.\d+)?%?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
  if (!(percent >= 0 && percent <= 100)) throw new UsageError(`${option} ${text}: it is a share in percent, from 0 to 100`);
  return percent;
}

import { dayFromCivil, daysInMonth, lastDay } from './civil.ts';
import { dayTicks } from './ticks.ts';

/**
 * The timestamps that logs are full of, read from bytes or text without a regex, without bigints and without allocation:
 * `yyyy-MM-dd`, `T` or a blank, `HH:mm[:ss[.fffffff]]`, then nothing, `Z`, or an offset `+hh:mm`, `+hhmm`, `+hh`. The result is a day since
 * 0001-01-01 and the ticks of that day in UTC, both exact as numbers; a column that stores doubles from a base, or 64-bit integers, makes
 * its own form of it (`writeTicks`).
 */

const scratch = new Uint8Array(48);

/**
 * Reads a text into `parts[0]` (the day) and `parts[1]` (the ticks of the day). False when the text is anything else than an ISO date
 * with a time, an impossible one, or one outside the years 1 to 9999: other forms are `parseDatetime`'s.
 */
export function parseIsoDatetimeParts(text: string, parts: Float64Array): boolean {
  const { length } = text;
  if (length < 16 || length > scratch.length) return false;
  let all = 0;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    all |= unit;
    scratch[i] = unit;
  }
  return all < 0x80 && parseIsoDatetimeBytes(scratch, 0, length, parts);
}

/** The same for the bytes [start, end) of ASCII or UTF-8 text. */
export function parseIsoDatetimeBytes(bytes: Uint8Array, start: number, end: number, parts: Float64Array): boolean {
  if (end - start < 16) return false;
  const separator = bytes[start + 10];
  if (bytes[start + 4] !== 0x2d || bytes[start + 7] !== 0x2d || bytes[start + 13] !== 0x3a || (separator !== 0x54 && separator !== 0x20))
    return false;
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const date = twoDigits(bytes, start + 8);
  const hour = twoDigits(bytes, start + 11);
  const minute = twoDigits(bytes, start + 14);
  // a digit that is none makes its two digits at least -800, so that the whole sum is out of range
  if (year < 1 || month < 1 || month > 12 || date < 1 || date > 31 || hour < 0 || hour > 23 || minute < 0 || minute > 59) return false;
  if (date > 28 && date > daysInMonth(year, month)) return false;

  let second = 0;
  let ticks = 0;
  let at = start + 16;
  if (at < end && bytes[at] === 0x3a) {
    if (end - at < 3) return false;
    second = twoDigits(bytes, at + 1);
    if (second < 0 || second > 59) return false;
    at += 3;
    if (at < end && bytes[at] === 0x2e) {
      let unit = 1_000_000;
      const first = ++at;
      for (; at < end; at++) {
        const digit = bytes[at] - 0x30;
        if (digit < 0 || digit > 9) break;
        // below a tick: cut
        if (unit >= 1) ticks += digit * unit;
        unit /= 10;
      }
      if (at === first) return false;
    }
  }
  let day = dayFromCivil(year, month, date);
  let ticksOfDay = ((hour * 60 + minute) * 60 + second) * 10_000_000 + ticks;
  if (at < end && !(bytes[at] === 0x5a && at + 1 === end)) {
    const offset = offsetMinutes(bytes, at, end);
    if (offset === undefined) return false;
    ticksOfDay -= offset * 600_000_000;
    if (ticksOfDay < 0) {
      ticksOfDay += dayTicks;
      day--;
    } else if (ticksOfDay >= dayTicks) {
      ticksOfDay -= dayTicks;
      day++;
    }
    if (day < 0 || day > lastDay) return false;
  }
  parts[0] = day;
  parts[1] = ticksOfDay;
  return true;
}

/** Two decimal digits, or a number below -100 if one of them is none. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at] - 0x30;
  const ones = bytes[at + 1] - 0x30;
  return tens >>> 0 > 9 || ones >>> 0 > 9 ? -10_000 : tens * 10 + ones;
}

function offsetMinutes(bytes: Uint8Array, at: number, end: number): number | undefined {
  const sign = bytes[at] === 0x2b ? 1 : bytes[at] === 0x2d ? -1 : 0;
  const digits = end - at - 1;
  if (sign === 0 || (digits !== 2 && digits !== 4 && digits !== 5) || (digits === 5 && bytes[at + 3] !== 0x3a)) return undefined;
  const hours = twoDigits(bytes, at + 1);
  const minutes = digits === 2 ? 0 : twoDigits(bytes, end - 2);
  return hours < 0 || hours > 14 || minutes < 0 || minutes > 59 ? undefined : sign * (hours * 60 + minutes);
}

/**
 * Writes a day and the ticks of that day as one 64-bit integer: `words` is an Int32Array over the buffer of a BigInt64Array, `index` the
 * index in the latter. Without a bigint on the way (a BigInt made from a number costs some 40 ns).
 */
export function writeTicks(words: Int32Array, index: number, day: number, ticksOfDay: number): void {
  // a day is 201 · 2^32 + 711_573_504 ticks
  const low = day * 711_573_504 + ticksOfDay;
  words[2 * index] = low | 0;
  words[2 * index + 1] = day * 201 + Math.floor(low / 4_294_967_296);
}

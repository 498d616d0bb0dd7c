import { dayFromCivil, isCivilDate } from './civil.ts';

/**
 * Every textual form of a datetime that Kusto reads, by one scan from left to right: ISO with its parts left out, year first with dashes,
 * slashes, dots or commas, month first with dashes, slashes or dots (never day first), eight digits, RFC 822 and 850 with the name of the
 * month, a year alone. A time may follow, with AM or PM, and after it Z, GMT, UTC or an offset.
 */

/** A day since 0001-01-01 and ticks of that day; an offset may have moved the ticks out of the day. */
export interface ParsedTime {
  readonly day: number;
  readonly ticksOfDay: number;
}

interface Cursor {
  readonly text: string;
  at: number;
}

/** What a text means, or null. A result may lie just outside the years 1 to 9999 when it has an offset. */
export function parseDatetimeForms(text: string): ParsedTime | null {
  const cursor = { text: text.trim(), at: 0 };
  const date = readDate(cursor);
  if (date === null) return null;
  if (cursor.at === cursor.text.length) return { day: date, ticksOfDay: 0 };
  if (!skipToTime(cursor)) return null;
  const ticks = readTime(cursor);
  if (ticks === null) return null;
  const offset = readZone(cursor);
  return offset === null || cursor.at < cursor.text.length ? null : { day: date, ticksOfDay: ticks - offset * 600_000_000 };
}

function readDate(cursor: Cursor): number | null {
  skipWeekday(cursor);
  if (isLetter(cursor)) return readMonthNameFirst(cursor);
  const first = readDigits(cursor, 8);
  if (first.length === 8) return dayOf(Math.floor(first.value / 10_000), Math.floor(first.value / 100) % 100, first.value % 100);
  if (first.length === 4) return readYearFirst(cursor, first.value);
  if (first.length !== 1 && first.length !== 2) return null;
  const separator = cursor.text[cursor.at];
  if (separator === '-' || separator === ' ') {
    const before = cursor.at;
    cursor.at++;
    if (separator === ' ') skipBlanks(cursor);
    if (isLetter(cursor)) return readMonthNameSecond(cursor, first.value, separator);
    cursor.at = before;
  }
  return readMonthFirst(cursor, first.value);
}

function readYearFirst(cursor: Cursor, year: number): number | null {
  if (cursor.at === cursor.text.length) return dayOf(year, 1, 1);
  const separator = cursor.text[cursor.at];
  if (separator !== '-' && separator !== '/' && separator !== '.' && separator !== ',') return null;
  const month = readNextField(cursor, separator, 2);
  // with commas the day may be left out: datetime(2025, 6)
  if (month && separator === ',' && cursor.at === cursor.text.length) return dayOf(year, month.value, 1);
  const day = month && readNextField(cursor, separator, 2);
  return day ? dayOf(year, month.value, day.value) : null;
}

function readMonthFirst(cursor: Cursor, month: number): number | null {
  const separator = cursor.text[cursor.at];
  if (separator !== '-' && separator !== '/' && separator !== '.') return null;
  const day = readNextField(cursor, separator, 2);
  const year = day && readNextField(cursor, separator, 4);
  return year && year.length === 4 ? dayOf(year.value, month, day.value) : null;
}

function readNextField(cursor: Cursor, separator: string, maxDigits: number): Digits | null {
  if (cursor.text[cursor.at] !== separator) return null;
  cursor.at++;
  if (separator === ',') skipBlanks(cursor);
  const digits = readDigits(cursor, maxDigits);
  return digits.length === 0 ? null : digits;
}

/** `Dec 2, 2022`. */
function readMonthNameFirst(cursor: Cursor): number | null {
  const month = monthNumber(readWord(cursor));
  if (month === undefined || !skipBlanks(cursor)) return null;
  const day = readDigits(cursor, 2);
  const comma = cursor.text[cursor.at] === ',';
  if (comma) cursor.at++;
  if (!skipBlanks(cursor) && !comma) return null;
  const year = readDigits(cursor, 4);
  return day.length > 0 && year.length === 4 ? dayOf(year.value, month, day.value) : null;
}

/** `2 Dec 2022`, `08-Nov-14`. */
function readMonthNameSecond(cursor: Cursor, day: number, separator: string): number | null {
  const month = monthNumber(readWord(cursor));
  if (month === undefined || cursor.text[cursor.at] !== separator) return null;
  cursor.at++;
  if (separator === ' ') skipBlanks(cursor);
  const year = readDigits(cursor, 4);
  if (year.length === 4) return dayOf(year.value, month, day);
  // RFC 2822 gives the years of two digits of RFC 822 this meaning
  return year.length === 2 ? dayOf(year.value < 50 ? 2000 + year.value : 1900 + year.value, month, day) : null;
}

function dayOf(year: number, month: number, day: number): number | null {
  return isCivilDate(year, month, day) ? dayFromCivil(year, month, day) : null;
}

/** Between date and time: `T`, blanks, or a comma and blanks. */
function skipToTime(cursor: Cursor): boolean {
  if (cursor.text[cursor.at] === 'T') {
    cursor.at++;
    return true;
  }
  if (cursor.text[cursor.at] === ',') cursor.at++;
  return skipBlanks(cursor);
}

/** The ticks of a time of day. */
function readTime(cursor: Cursor): number | null {
  const hour = readDigits(cursor, 2);
  const minute = hour.length > 0 ? readTimeField(cursor) : undefined;
  if (minute === undefined || minute > 59) return null;
  let second: number | undefined = 0;
  let fraction: number | null = 0;
  if (cursor.text[cursor.at] === ':') {
    second = readTimeField(cursor);
    if (second === undefined || second > 59) return null;
    if (cursor.text[cursor.at] === '.') {
      cursor.at++;
      fraction = readFraction(cursor);
      if (fraction === null) return null;
    }
  }
  const hours = hourOfDay(hour.value, readHalfOfDay(cursor));
  return hours === null ? null : ((hours * 60 + minute) * 60 + second) * 10_000_000 + fraction;
}

function readTimeField(cursor: Cursor): number | undefined {
  if (cursor.text[cursor.at] !== ':') return undefined;
  cursor.at++;
  const digits = readDigits(cursor, 2);
  return digits.length === 0 ? undefined : digits.value;
}

/** Digits after the point as ticks; those below a tick are cut. */
function readFraction(cursor: Cursor): number | null {
  const start = cursor.at;
  let ticks = 0;
  for (let unit = 1_000_000; isDigit(cursor); cursor.at++, unit /= 10) {
    if (unit >= 1) ticks += unit * (cursor.text.charCodeAt(cursor.at) - 0x30);
  }
  return cursor.at === start ? null : ticks;
}

function readHalfOfDay(cursor: Cursor): 'am' | 'pm' | undefined {
  const before = cursor.at;
  skipBlanks(cursor);
  const word = readWord(cursor);
  if (word === 'am' || word === 'pm') return word;
  cursor.at = before;
  return undefined;
}

function hourOfDay(hour: number, half: 'am' | 'pm' | undefined): number | null {
  if (half === undefined) return hour > 23 ? null : hour;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half === 'pm' ? 12 : 0);
}

/** The minutes that the text is ahead of UTC; 0 when it says nothing. Null when what follows is no zone. */
function readZone(cursor: Cursor): number | null {
  skipBlanks(cursor);
  if (cursor.at === cursor.text.length) return 0;
  const sign = cursor.text[cursor.at];
  if (sign !== '+' && sign !== '-') {
    const word = readWord(cursor);
    return word === 'z' || word === 'gmt' || word === 'utc' || word === 'ut' ? 0 : null;
  }
  const match = /^(\d\d)(?::?(\d\d))?$/.exec(cursor.text.slice(cursor.at + 1, cursor.at + 7));
  const hours = Number(match?.[1]);
  const minutes = Number(match?.[2] ?? 0);
  if (match === null || hours > 14 || minutes > 59) return null;
  cursor.at += 1 + match[0].length;
  return (sign === '+' ? 1 : -1) * (hours * 60 + minutes);
}

/** `Sat, ` and `Saturday, `: the day of the week says nothing that the date does not, and is not checked against it. */
function skipWeekday(cursor: Cursor): void {
  const word = readWord(cursor);
  const known = word.length >= 3 && weekdays.some((name) => name === word || (word.length === 3 && name.startsWith(word)));
  if (!known) {
    cursor.at = 0;
    return;
  }
  if (cursor.text[cursor.at] === ',') cursor.at++;
  skipBlanks(cursor);
}

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const months = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];

function monthNumber(word: string): number | undefined {
  const index = months.findIndex((name) => name === word || (word.length === 3 && name.startsWith(word)));
  return index < 0 ? undefined : index + 1;
}

interface Digits {
  readonly value: number;
  readonly length: number;
}

/** At most `max` digits; when more follow, the number is none. */
function readDigits(cursor: Cursor, max: number): Digits {
  const start = cursor.at;
  let value = 0;
  while (cursor.at - start <= max && isDigit(cursor)) value = value * 10 + cursor.text.charCodeAt(cursor.at++) - 0x30;
  const length = cursor.at - start;
  return length > max ? { value: 0, length: 0 } : { value, length };
}

/** A run of at most ten ASCII letters, in lower case. */
function readWord(cursor: Cursor): string {
  const start = cursor.at;
  while (cursor.at - start < 10 && isLetter(cursor)) cursor.at++;
  return cursor.text.slice(start, cursor.at).toLowerCase();
}

function skipBlanks(cursor: Cursor): boolean {
  const start = cursor.at;
  while (cursor.text.charCodeAt(cursor.at) === 0x20) cursor.at++;
  return cursor.at > start;
}

function isDigit(cursor: Cursor): boolean {
  const unit = cursor.text.charCodeAt(cursor.at);
  return unit >= 0x30 && unit <= 0x39;
}

function isLetter(cursor: Cursor): boolean {
  const unit = cursor.text.charCodeAt(cursor.at) | 0x20;
  return unit >= 0x61 && unit <= 0x7a;
}

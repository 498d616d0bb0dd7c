import { type DatetimeParts, datetimeParts } from './datetime.ts';
import { ticksPerDay } from './ticks.ts';

/** A format as `format_datetime` and `format_timespan` take it, ready to use; or why it is none. */
export type CompiledFormat = { readonly format: (ticks: bigint) => string } | { readonly error: string };

/** What a run of one letter may be: the lengths that are tokens, longest first, and what a token of a length prints. */
interface Token<Parts> {
  readonly lengths: readonly number[];
  readonly print: (parts: Parts, length: number) => string;
}

const delimiters = new Set(' /-:,._[]');
const oneOrTwo = [2, 1];
const fractionLengths = [7, 6, 5, 4, 3, 2, 1];

const datetimeTokens = new Map<string, Token<DatetimeParts>>([
  ['y', { lengths: [4, 2, 1], print: ({ year }, length) => padded(length === 4 ? year : year % 100, length) }],
  ['M', { lengths: oneOrTwo, print: ({ month }, length) => padded(month, length) }],
  ['d', { lengths: oneOrTwo, print: ({ day }, length) => padded(day, length) }],
  ['H', { lengths: oneOrTwo, print: ({ hour }, length) => padded(hour, length) }],
  ['h', { lengths: oneOrTwo, print: ({ hour }, length) => padded(hour % 12 || 12, length) }],
  ['m', { lengths: oneOrTwo, print: ({ minute }, length) => padded(minute, length) }],
  ['s', { lengths: oneOrTwo, print: ({ second }, length) => padded(second, length) }],
  ['f', { lengths: fractionLengths, print: ({ tick }, length) => fraction(tick, length) }],
  ['F', { lengths: fractionLengths, print: ({ tick }, length) => fraction(tick, length).replace(/0+$/, '') }],
  ['t', { lengths: [2], print: ({ hour }) => (hour < 12 ? 'AM' : 'PM') }],
]);

interface TimespanParts {
  readonly days: bigint;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly tick: number;
}

const timespanHour: Token<TimespanParts> = { lengths: oneOrTwo, print: ({ hour }, length) => padded(hour, length) };
const timespanTokens = new Map<string, Token<TimespanParts>>([
  ['d', { lengths: [8, 7, 6, 5, 4, 3, 2, 1], print: ({ days }, length) => String(days).padStart(length, '0') }],
  ['h', timespanHour],
  ['H', timespanHour],
  ['m', { lengths: oneOrTwo, print: ({ minute }, length) => padded(minute, length) }],
  ['s', { lengths: oneOrTwo, print: ({ second }, length) => padded(second, length) }],
  ['f', { lengths: fractionLengths, print: ({ tick }, length) => fraction(tick, length) }],
  ['F', { lengths: fractionLengths, print: ({ tick }, length) => fraction(tick, length).replace(/0+$/, '') }],
]);

function padded(value: number, length: number): string {
  return String(value).padStart(length, '0');
}

function fraction(tick: number, length: number): string {
  return String(tick).padStart(7, '0').slice(0, length);
}

/**
 * Compiles the format of `format_datetime`: the tokens and delimiters of its manual page. There are no names of days and months: a run
 * longer than its longest token is cut into tokens from the left, so `MMM` in January prints `011`. Anything else is an error.
 */
export function compileDatetimeFormat(format: string): CompiledFormat {
  const print = compile(format, datetimeTokens, 'format_datetime');
  return typeof print === 'string' ? { error: print } : { format: (ticks) => print(datetimeParts(ticks)) };
}

/** Compiles the format of `format_timespan`. A negative timespan prints as its magnitude with a sign in front. */
export function compileTimespanFormat(format: string): CompiledFormat {
  const print = compile(format, timespanTokens, 'format_timespan');
  if (typeof print === 'string') return { error: print };
  return { format: (ticks) => (ticks < 0n ? `-${print(timespanParts(-ticks))}` : print(timespanParts(ticks))) };
}

function timespanParts(ticks: bigint): TimespanParts {
  const ticksOfDay = Number(ticks % ticksPerDay);
  const seconds = Math.floor(ticksOfDay / 10_000_000);
  return {
    days: ticks / ticksPerDay,
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    tick: ticksOfDay % 10_000_000,
  };
}

function compile<Parts>(format: string, tokens: ReadonlyMap<string, Token<Parts>>, name: string): ((parts: Parts) => string) | string {
  const steps: ((parts: Parts) => string)[] = [];
  for (let at = 0; at < format.length; ) {
    const character = String.fromCodePoint(format.codePointAt(at)!);
    if (delimiters.has(character)) {
      steps.push(() => character);
      at++;
      continue;
    }
    const token = tokens.get(character);
    const length = token?.lengths.find((candidate) => format.startsWith(character.repeat(candidate), at));
    if (token === undefined || length === undefined) {
      return `'${character}' is no format element of ${name}(); it knows ${[...tokens.keys()].map((key) => (key === 't' ? 'tt' : key)).join(' ')} and the delimiters "${[...delimiters].join('')}"`;
    }
    steps.push((parts) => token.print(parts, length));
    at += length;
  }
  return (parts) => {
    let text = '';
    for (const step of steps) text += step(parts);
    return text;
  };
}

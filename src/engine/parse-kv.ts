import { missingCell } from '../data/builder.ts';
import { convertCell } from '../data/convert.ts';
import type { Cell } from '../data/vector.ts';
import { type CompiledRegex, compileRegex, type Regex } from '../functions/lib/regex.ts';
import type { ParseKvOptions, ParseKvPlan } from '../plan/plan.ts';
import type { TextParser } from './text-columns.ts';

type Keys = ParseKvPlan['keys'];

/**
 * The reader of parse-kv: from a text to the values of the keys, in their order. The first occurrence of a key counts; a key that does not
 * occur, or whose value does not convert, is null ('' for a string). Linear in the length of the text.
 */
export function keyValueParser(keys: Keys, options: ParseKvOptions): TextParser {
  const scan = scannerOf(keys, options);
  const places = new Map(keys.map(({ key }, index) => [key, index]));
  return (text) => {
    const cells: (Cell | undefined)[] = keys.map(() => undefined);
    let left = keys.length;
    scan(text, (key, value) => {
      const place = places.get(key);
      if (place === undefined || cells[place] !== undefined) return left > 0;
      const { type } = keys[place];
      cells[place] = type === 'string' ? value : convertCell(value, 'string', type);
      return --left > 0;
    });
    return cells.map((cell, index) => cell ?? missingCell(keys[index].type));
  };
}

/** Hands over the pairs of a text in order; `take` says whether it wants more. */
type Scan = (text: string, take: (key: string, value: string) => boolean) => void;

function scannerOf(keys: Keys, options: ParseKvOptions): Scan {
  if (options.regex !== undefined) {
    const compiled = compileRegex(options.regex);
    if ('error' in compiled) throw new Error(compiled.error);
    return regexScan(compiled.ok);
  }
  const { pairDelimiter, kvDelimiter } = options;
  if (pairDelimiter === undefined || kvDelimiter === undefined) return wordScan(keys, options);
  return delimitedScan({ pair: pairDelimiter, kv: kvDelimiter }, options, options.greedy ? keys.map(({ key }) => key) : undefined);
}

/** The regex of the `regex` option; its two groups are the key and the value. */
export function compilePairRegex(pattern: string): CompiledRegex {
  const compiled = compileRegex(pattern);
  if ('ok' in compiled && compiled.ok.groupCount !== 2) {
    return {
      kind: 'semantic',
      error: `the regex of parse-kv has two groups, for the key and the value; this one has ${compiled.ok.groupCount}`,
    };
  }
  return compiled;
}

function regexScan(regex: Regex): Scan {
  return (text, take) => {
    for (const { groups } of regex.matchAll(text)) if (!take((groups[1] ?? '').trim(), (groups[2] ?? '').trim())) return;
  };
}

// ---- delimiters given -----------------------------------------------------------------------------------------------------------------

interface Delimiters {
  readonly pair: string;
  readonly kv: string;
}

/**
 * A key reaches from the last pair delimiter to the next key-value delimiter, blanks around it apart; its value from there to the next pair
 * delimiter, in greedy mode to the next key that is asked for. Quoted keys and values may hold delimiters.
 */
function delimitedScan({ pair, kv }: Delimiters, options: ParseKvOptions, greedyKeys: readonly string[] | undefined): Scan {
  return (text, take) => {
    let at = 0;
    for (;;) {
      at = skipBlanks(text, at);
      const quoted = readQuoted(text, at, options);
      let key: string;
      let valueStart: number;
      if (quoted !== undefined && text.startsWith(kv, skipBlanks(text, quoted.end))) {
        key = quoted.text;
        valueStart = skipBlanks(text, quoted.end) + kv.length;
      } else {
        const delimiter = text.indexOf(kv, quoted?.end ?? at);
        if (delimiter < 0) return;
        const before = text.slice(quoted?.end ?? at, delimiter).trimEnd();
        const last = before.lastIndexOf(pair);
        key = (last < 0 ? before : before.slice(last + pair.length)).trim();
        // a quoted key may stand behind words that are no pair
        const inner = readQuoted(key, 0, options);
        if (inner !== undefined && inner.end === key.length) key = inner.text;
        valueStart = delimiter + kv.length;
      }
      const value = readValue(text, skipBlanks(text, valueStart), { pair, kv }, options, greedyKeys);
      if (!take(key, value.text)) return;
      at = value.end;
    }
  };
}

interface Piece {
  readonly text: string;
  readonly end: number;
}

function readValue(
  text: string,
  at: number,
  { pair, kv }: Delimiters,
  options: ParseKvOptions,
  greedyKeys: readonly string[] | undefined,
): Piece {
  const quoted = readQuoted(text, at, options);
  if (quoted !== undefined) {
    const end = text.indexOf(pair, quoted.end);
    return { text: quoted.text, end: end < 0 ? text.length : end + pair.length };
  }
  let end = text.indexOf(pair, at);
  if (greedyKeys !== undefined) while (end >= 0 && !keyFollows(text, end + pair.length, kv, greedyKeys)) end = text.indexOf(pair, end + 1);
  if (end < 0) return { text: text.slice(at).trimEnd(), end: text.length };
  return { text: text.slice(at, end).trimEnd(), end: end + pair.length };
}

function keyFollows(text: string, at: number, kv: string, keys: readonly string[]): boolean {
  const start = skipBlanks(text, at);
  return keys.some((key) => text.startsWith(key, start) && text.startsWith(kv, skipBlanks(text, start + key.length)));
}

// ---- no delimiters --------------------------------------------------------------------------------------------------------------------

/** Words are letters and digits, or quoted; the word behind a key that is asked for is its value. */
function wordScan(keys: Keys, options: ParseKvOptions): Scan {
  const wanted = new Set(keys.map(({ key }) => key));
  return (text, take) => {
    let key: string | undefined;
    for (let at = 0; at < text.length; ) {
      const word = readQuoted(text, at, options) ?? readWord(text, at);
      if (word === undefined) {
        at++;
        continue;
      }
      at = word.end;
      if (key === undefined) {
        if (wanted.has(word.text)) key = word.text;
      } else {
        if (!take(key, word.text)) return;
        key = undefined;
      }
    }
  };
}

const wordPattern = /[\p{L}\p{N}]+/uy;

function readWord(text: string, at: number): Piece | undefined {
  wordPattern.lastIndex = at;
  const word = wordPattern.exec(text)?.[0];
  return word === undefined ? undefined : { text: word, end: at + word.length };
}

// ---- quotes and blanks ----------------------------------------------------------------------------------------------------------------

/** A quoted text that begins here, without its quotes and escapes; one that does not end is none. */
function readQuoted(text: string, at: number, { quotes, escapes }: ParseKvOptions): Piece | undefined {
  const quote = quotes.find(({ open }) => text[at] === open);
  if (quote === undefined) return undefined;
  let content = '';
  for (let i = at + 1; i < text.length; i++) {
    if (escapes.includes(text[i]) && i + 1 < text.length) content += text[++i];
    else if (text[i] === quote.close) return { text: content, end: i + 1 };
    else content += text[i];
  }
  return undefined;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at])) at++;
  return at;
}

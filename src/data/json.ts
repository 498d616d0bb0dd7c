import { formatDatetime } from './datetime.ts';
import { formatDecimal } from './decimal.ts';
import { Datetime, type Dynamic, Guid, isArray, isBag, Real, Timespan } from './dynamic.ts';
import { formatReal } from './real.ts';
import { formatTimespan } from './timespan.ts';

/** Deeper text is treated as text that is no JSON, so that hostile nesting can overflow neither this parser nor what walks its values. */
const maxDepth = 400;

/**
 * Reads JSON text into a dynamic value exactly: integers that fit 64 bits are longs (beyond that reals), numbers with a fraction or an
 * exponent are reals, of repeated keys the last value wins at the first one's place. Returns undefined when the text is no JSON.
 */
export function parseJsonText(text: string): Dynamic | undefined {
  const reader = new JsonReader(text);
  const value = reader.value(0);
  return value === undefined || !reader.atEnd() ? undefined : value;
}

/** One pass over the text; `value` returns undefined at the first thing that is no JSON, and then the whole text is given up. */
class JsonReader {
  private readonly text: string;
  private position = 0;

  constructor(text: string) {
    this.text = text;
  }

  atEnd(): boolean {
    this.skipBlanks();
    return this.position === this.text.length;
  }

  value(depth: number): Dynamic | undefined {
    this.skipBlanks();
    switch (this.text.charCodeAt(this.position)) {
      case 0x22:
        return this.string();
      case 0x7b:
        return depth < maxDepth ? this.bag(depth + 1) : undefined;
      case 0x5b:
        return depth < maxDepth ? this.array(depth + 1) : undefined;
      case 0x74:
        return this.word('true') ? true : undefined;
      case 0x66:
        return this.word('false') ? false : undefined;
      case 0x6e:
        return this.word('null') ? null : undefined;
      default:
        return this.number();
    }
  }

  private skipBlanks(): void {
    for (;;) {
      const unit = this.text.charCodeAt(this.position);
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return;
      this.position++;
    }
  }

  private word(word: string): boolean {
    if (!this.text.startsWith(word, this.position)) return false;
    this.position += word.length;
    return true;
  }

  private array(depth: number): Dynamic | undefined {
    this.position++;
    const items: Dynamic[] = [];
    this.skipBlanks();
    if (this.take(0x5d)) return items;
    for (;;) {
      const item = this.value(depth);
      if (item === undefined) return undefined;
      items.push(item);
      this.skipBlanks();
      if (this.take(0x5d)) return items;
      if (!this.take(0x2c)) return undefined;
    }
  }

  private bag(depth: number): Dynamic | undefined {
    this.position++;
    const bag = new Map<string, Dynamic>();
    this.skipBlanks();
    if (this.take(0x7d)) return bag;
    for (;;) {
      this.skipBlanks();
      if (this.text.charCodeAt(this.position) !== 0x22) return undefined;
      const key = this.string();
      if (key === undefined) return undefined;
      this.skipBlanks();
      if (!this.take(0x3a)) return undefined;
      const value = this.value(depth);
      if (value === undefined) return undefined;
      bag.set(key, value);
      this.skipBlanks();
      if (this.take(0x7d)) return bag;
      if (!this.take(0x2c)) return undefined;
    }
  }

  private take(unit: number): boolean {
    if (this.text.charCodeAt(this.position) !== unit) return false;
    this.position++;
    return true;
  }

  private string(): string | undefined {
    const { text } = this;
    const start = ++this.position;
    for (;;) {
      const unit = text.charCodeAt(this.position);
      if (unit === 0x22) return text.slice(start, this.position++);
      if (unit === 0x5c) return this.escapedString(start);
      if (unit < 0x20 || this.position >= text.length) return undefined;
      this.position++;
    }
  }

  private escapedString(start: number): string | undefined {
    const { text } = this;
    let result = text.slice(start, this.position);
    for (;;) {
      const unit = text.charCodeAt(this.position);
      if (unit === 0x22) {
        this.position++;
        return result;
      }
      if (unit < 0x20 || this.position >= text.length) return undefined;
      if (unit !== 0x5c) {
        const from = this.position;
        while (this.position < text.length && !isStringStop(text.charCodeAt(this.position))) this.position++;
        result += text.slice(from, this.position);
        continue;
      }
      const letter = text[this.position + 1];
      if (letter === 'u') {
        const digits = text.slice(this.position + 2, this.position + 6);
        if (!/^[0-9a-fA-F]{4}$/.test(digits)) return undefined;
        result += String.fromCharCode(Number.parseInt(digits, 16));
        this.position += 6;
        continue;
      }
      const plain = escapes.get(letter);
      if (plain === undefined) return undefined;
      result += plain;
      this.position += 2;
    }
  }

  private number(): Dynamic | undefined {
    const { text } = this;
    const start = this.position;
    let position = start;
    if (text.charCodeAt(position) === 0x2d) position++;
    const firstDigit = position;
    while (isDigit(text.charCodeAt(position))) position++;
    const digits = position - firstDigit;
    if (digits === 0 || (digits > 1 && text.charCodeAt(firstDigit) === 0x30)) return undefined;
    let integral = true;
    if (text.charCodeAt(position) === 0x2e) {
      integral = false;
      const fraction = ++position;
      while (isDigit(text.charCodeAt(position))) position++;
      if (position === fraction) return undefined;
    }
    if ((text.charCodeAt(position) | 0x20) === 0x65) {
      integral = false;
      position++;
      if (text.charCodeAt(position) === 0x2b || text.charCodeAt(position) === 0x2d) position++;
      const exponent = position;
      while (isDigit(text.charCodeAt(position))) position++;
      if (position === exponent) return undefined;
    }
    this.position = position;
    const source = text.slice(start, position);
    if (!integral || digits > 19) return new Real(Number(source));
    if (digits < 16) return Number(source) + 0;
    const exact = BigInt(source);
    if (BigInt.asIntN(64, exact) !== exact) return new Real(Number(source));
    return exact >= -9007199254740991n && exact <= 9007199254740991n ? Number(exact) : exact;
  }
}

const escapes = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

function isStringStop(unit: number): boolean {
  return unit === 0x22 || unit === 0x5c || unit < 0x20;
}

/** Compact JSON text of a value, as tostring() gives it for arrays and bags: no blanks, reals with a fraction, properties in their order. */
export function stringifyDynamic(value: Dynamic): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
  }
  if (value === null) return 'null';
  if (isArray(value)) return `[${value.map(stringifyDynamic).join(',')}]`;
  if (isBag(value)) {
    const parts: string[] = [];
    for (const [key, item] of value) parts.push(`${JSON.stringify(key)}:${stringifyDynamic(item)}`);
    return `{${parts.join(',')}}`;
  }
  if (value instanceof Real) return Number.isFinite(value.value) ? formatReal(value.value) : JSON.stringify(nonFiniteText(value.value));
  return JSON.stringify(scalarText(value));
}

/** The JSON-safe value: plain objects and arrays; longs beyond 2^53 as decimal text, datetimes with seven digits. */
export function dynamicToJson(value: Dynamic): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return value.toString();
  if (isArray(value)) return value.map(dynamicToJson);
  // fromEntries defines properties, so a key `__proto__` stays a key
  if (isBag(value)) return Object.fromEntries([...value].map(([key, item]) => [key, dynamicToJson(item)]));
  if (value instanceof Real) return Number.isFinite(value.value) ? value.value : nonFiniteText(value.value);
  return scalarText(value);
}

/** The text by which dynamic values print inside JSON when JSON has no form for them. */
function scalarText(
  value: Exclude<Dynamic, null | boolean | number | bigint | string | Real | readonly Dynamic[] | ReadonlyMap<string, Dynamic>>,
): string {
  if (value instanceof Datetime) return formatDatetime(value.ticks);
  if (value instanceof Timespan) return formatTimespan(value.ticks);
  if (value instanceof Guid) return value.text;
  return formatDecimal(value);
}

function nonFiniteText(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

/** A JavaScript value from a host or from JSON.parse as a dynamic value; numbers with a fraction are reals, Dates datetimes. */
export function dynamicFromJavaScript(value: unknown): Dynamic {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isSafeInteger(value) ? value + 0 : new Real(value);
    case 'bigint':
      return BigInt.asIntN(64, value) === value
        ? value >= -9007199254740991n && value <= 9007199254740991n
          ? Number(value)
          : value
        : new Real(Number(value));
    case 'object':
      break;
    default:
      return null;
  }
  if (value === null) return null;
  if (Array.isArray(value)) return value.map(dynamicFromJavaScript);
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? null : new Datetime(BigInt(value.getTime()) * 10000n + 621355968000000000n);
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [String(key), dynamicFromJavaScript(item)]));
  return new Map(Object.entries(value).map(([key, item]) => [key, dynamicFromJavaScript(item)]));
}

import { fail } from '../../errors.ts';

/** Punycode (RFC 3492): texts of any script written in ASCII, as domain names need it. */

const base = 36;
const tMin = 1;
const tMax = 26;
const skew = 38;
const damp = 700;
const initialBias = 72;
const initialCode = 0x80;

/** What a position in the code is worth before the next digit begins: it adapts to the size of the steps so far. */
function adapted(delta: number, count: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? damp : 2));
  rest += Math.floor(rest / count);
  let bias = 0;
  for (; rest > ((base - tMin) * tMax) >> 1; bias += base) rest = Math.floor(rest / (base - tMin));
  return bias + Math.floor(((base - tMin + 1) * rest) / (rest + skew));
}

const maxLength = 10_000;

/** The time is the square of the length, and a label of a domain name has 63 characters. */
function checkLength(text: string): void {
  if (text.length > maxLength) fail('limit', `Punycode is limited to texts of ${maxLength} characters`);
}

function threshold(position: number, bias: number): number {
  return Math.min(tMax, Math.max(tMin, position - bias));
}

/** The text in ASCII: its ASCII characters, a hyphen if there are any, and digits that tell where the others go. */
export function encodePunycode(text: string): string {
  checkLength(text);
  const codes = Array.from(text, (character) => character.codePointAt(0)!);
  let encoded = codes
    .filter((code) => code < initialCode)
    .map((code) => String.fromCharCode(code))
    .join('');
  let handled = encoded.length;
  const basicCount = handled;
  if (basicCount > 0) encoded += '-';
  let delta = 0;
  let bias = initialBias;
  const others = [...new Set(codes.filter((code) => code >= initialCode))].sort((a, b) => a - b);
  let last = initialCode;
  for (const code of others) {
    delta += (code - last) * (handled + 1);
    for (const other of codes) {
      if (other < code) delta++;
      if (other !== code) continue;
      encoded += digitsOf(delta, bias);
      bias = adapted(delta, handled + 1, handled === basicCount);
      delta = 0;
      handled++;
    }
    delta++;
    last = code + 1;
  }
  return encoded;
}

function digitsOf(delta: number, bias: number): string {
  let digits = '';
  let rest = delta;
  for (let position = base; ; position += base) {
    const t = threshold(position, bias);
    if (rest < t) return digits + digitOf(rest);
    digits += digitOf(t + ((rest - t) % (base - t)));
    rest = Math.floor((rest - t) / (base - t));
  }
}

/** Digits are a … z for 0 to 25, then 0 … 9. */
function digitOf(value: number): string {
  return String.fromCharCode(value < 26 ? 0x61 + value : 0x30 + value - 26);
}

/** The text that Punycode stands for; undefined when it is none. */
export function decodePunycode(encoded: string): string | undefined {
  checkLength(encoded);
  const hyphen = encoded.lastIndexOf('-');
  const basic = encoded.slice(0, Math.max(0, hyphen));
  if (!/^[\0-\x7f]*$/.test(encoded)) return undefined;
  const codes = Array.from(basic, (character) => character.charCodeAt(0));
  let code = initialCode;
  let bias = initialBias;
  let index = 0;
  for (let at = hyphen + 1; at < encoded.length; ) {
    const before = index;
    let weight = 1;
    for (let position = base; ; position += base) {
      const digit = digitAt(encoded, at++);
      if (digit === undefined) return undefined;
      index += digit * weight;
      const t = threshold(position, bias);
      if (digit < t) break;
      weight *= base - t;
      if (weight > 0x7fffffff) return undefined;
    }
    bias = adapted(index - before, codes.length + 1, before === 0);
    code += Math.floor(index / (codes.length + 1));
    index %= codes.length + 1;
    if (code > 0x10ffff) return undefined;
    codes.splice(index++, 0, code);
  }
  return codes.map((each) => String.fromCodePoint(each)).join('');
}

function digitAt(encoded: string, at: number): number | undefined {
  const unit = encoded.charCodeAt(at);
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30 + 26;
  const lower = unit | 0x20;
  return lower >= 0x61 && lower <= 0x7a ? lower - 0x61 : undefined;
}

const separators = /[.\u3002\uff0e\uff61]/;

/** A domain name with those labels that are beyond ASCII as `xn--` and Punycode. */
export function encodeDomain(domain: string): string {
  return domain
    .split(separators)
    .map((label) => (/[^\0-\x7f]/.test(label) ? `xn--${encodePunycode(label)}` : label))
    .join('.');
}

/** A domain name with its `xn--` labels decoded; undefined when one of them is no Punycode. */
export function decodeDomain(domain: string): string | undefined {
  const labels = domain.split(separators).map((label) => (/^xn--/i.test(label) ? decodePunycode(label.slice(4)) : label));
  return labels.includes(undefined) ? undefined : labels.join('.');
}

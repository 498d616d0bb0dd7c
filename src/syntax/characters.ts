/** Classes of UTF-16 units as the language has them, and where runs of them end. A unit beyond the text is NaN and of no class. */

export function isWhitespace(unit: number): boolean {
  if (unit < 128) return unit === 32 || unit === 9 || unit === 10 || unit === 12 || unit === 13;
  return /[\u00a0\u1680\u180e\u2000-\u200b\u202f\u205f\u3000\ufeff]/.test(String.fromCharCode(unit));
}

export function isLineBreak(unit: number): boolean {
  return unit === 10 || unit === 13 || unit === 0x2028 || unit === 0x2029;
}

export function lineEnd(text: string, from: number): number {
  let i = from;
  while (i < text.length && !isLineBreak(text.charCodeAt(i))) i++;
  return i;
}

export function isLetter(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90);
}

export function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

export function isNameUnit(unit: number): boolean {
  return isLetter(unit) || isDigit(unit) || unit === 95;
}

export function isHexDigit(unit: number): boolean {
  return isDigit(unit) || (unit >= 97 && unit <= 102) || (unit >= 65 && unit <= 70);
}

export function nameEnd(text: string, from: number): number {
  let i = from;
  while (isNameUnit(text.charCodeAt(i))) i++;
  return i;
}

export function digitsEnd(text: string, from: number): number {
  let i = from;
  while (isDigit(text.charCodeAt(i))) i++;
  return i;
}

export function isQuote(unit: number): boolean {
  return unit === 39 || unit === 34 || unit === 96 || unit === 126;
}

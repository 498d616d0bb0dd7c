/** A guid is its text: 32 hexadecimal digits in lower case, in groups of 8, 4, 4, 4 and 12 with hyphens between. */

const digitsPerGuid = 32;

/**
 * The guid that a text means, by the rules of `toguid` and of guid literals: the first 32 hexadecimal digits, hyphens anywhere among them
 * ignored and so is the rest of the text. Null when any other character comes before they are complete. Manual: toguid().
 */
export function parseGuid(text: string): string | null {
  if (isGuid(text)) return text.toLowerCase();
  let digits = '';
  for (let at = 0; at < text.length && digits.length < digitsPerGuid; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x2d) continue;
    if (!isHexDigit(unit)) return null;
    digits += text[at];
  }
  return digits.length === digitsPerGuid ? withHyphens(digits.toLowerCase()) : null;
}

/** Whether a text is a guid in its usual form, in whatever case. */
export function isGuid(text: string): boolean {
  return text.length === 36 && /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}

function isHexDigit(unit: number): boolean {
  const lower = unit | 0x20;
  return (unit >= 0x30 && unit <= 0x39) || (lower >= 0x61 && lower <= 0x66);
}

function withHyphens(digits: string): string {
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}

/** The two words of a guid in a vector: its first and its last 16 digits. Compared as unsigned numbers they order guids as their texts. */
export function wordsFromGuid(guid: string): [high: bigint, low: bigint] {
  const digits = guid.replaceAll('-', '');
  return [BigInt(`0x${digits.slice(0, 16)}`), BigInt(`0x${digits.slice(16)}`)];
}

/** The guid of two words. */
export function guidFromWords(high: bigint, low: bigint): string {
  return withHyphens(high.toString(16).padStart(16, '0') + low.toString(16).padStart(16, '0'));
}

/** Where the byte of each pair of digits goes in .NET's order: the first three groups are little-endian numbers. */
const byteOrder = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

/** The 16 bytes of a guid in .NET's order, as base64_encode_fromguid() encodes them. */
export function bytesFromGuid(guid: string): Uint8Array {
  const digits = guid.replaceAll('-', '');
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 16; i++) bytes[byteOrder[i]] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** The guid of 16 bytes in .NET's order; null when there are not 16. */
export function guidFromBytes(bytes: Uint8Array): string | null {
  if (bytes.length !== 16) return null;
  return withHyphens(byteOrder.map((at) => bytes[at].toString(16).padStart(2, '0')).join(''));
}

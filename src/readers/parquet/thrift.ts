/** Deeper than any structure of the format. */
const maxDepth = 24;

/**
 * Where the Thrift struct (compact protocol) that begins at `start` ends; undefined when the bytes end before it does. Throws where it is none
 * that a Parquet file may hold. Whoever decodes it after that needs no more time than its bytes deserve: no number is longer than 64 bits, no
 * list longer than the bytes.
 */
export function structEnd(bytes: Uint8Array, start: number): number | undefined {
  const end = skipStruct(bytes, start, 0);
  return end > bytes.length ? undefined : end;
}

function skipStruct(bytes: Uint8Array, start: number, depth: number): number {
  if (depth > maxDepth) throw new Error('its structure is too deep');
  let at = start;
  while (at < bytes.length) {
    const head = bytes[at++];
    const type = head & 15;
    if (type === 0) return at;
    if (head >> 4 === 0) at = skipVarint(bytes, at, 5);
    at = skipValue(bytes, at, type, depth, false);
  }
  return at + 1;
}

function skipValue(bytes: Uint8Array, at: number, type: number, depth: number, isElement: boolean): number {
  switch (type) {
    case 1:
    case 2:
      return isElement ? at + 1 : at;
    case 3:
      return at + 1;
    case 4:
    case 5:
      return skipVarint(bytes, at, 5);
    case 6:
      return skipVarint(bytes, at, 10);
    case 7:
      return at + 8;
    case 8: {
      const behind = skipVarint(bytes, at, 5);
      return behind + sizeAt(bytes, at);
    }
    case 9:
      return skipList(bytes, at, depth);
    case 12:
      return skipStruct(bytes, at, depth + 1);
    default:
      throw new Error(`its structure has a value of the type ${type}`);
  }
}

function skipList(bytes: Uint8Array, start: number, depth: number): number {
  const head = bytes[start];
  let at = start + 1;
  let size = head >> 4;
  if (size === 15) {
    size = sizeAt(bytes, at);
    at = skipVarint(bytes, at, 5);
  }
  for (let i = 0; i < size && at <= bytes.length; i++) at = skipValue(bytes, at, head & 15, depth, true);
  return at;
}

function skipVarint(bytes: Uint8Array, start: number, longest: number): number {
  for (let at = start; at < start + longest; at++) if (!(bytes[at] & 0x80)) return at + 1;
  throw new Error('its structure has a number that is too long');
}

function sizeAt(bytes: Uint8Array, start: number): number {
  let size = 0;
  for (let at = start, unit = 1; ; at++, unit *= 128) {
    size += (bytes[at] & 0x7f) * unit;
    if (!(bytes[at] & 0x80)) break;
  }
  if (size > 0x7fffffff) throw new Error('its structure has a length that is too large');
  return size;
}

const wellFormed = /^[A-Za-z0-9+/]*={0,2}$/;

/** Bytes as base64 text with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = '';
  // in slices, because the arguments of a call are limited
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}

/** The bytes of base64 text; undefined when it is none: blanks, other alphabets and missing padding are not accepted. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 4 !== 0 || !wellFormed.test(text)) return undefined;
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

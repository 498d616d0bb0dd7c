import type { Dynamic } from '../../data/dynamic.ts';
import { encodeUtf8 } from './utf8.ts';

const unreserved = /^[A-Za-z0-9\-_.!*()]*$/;

/**
 * Percent-encodes all characters but letters, digits and `-_.!*()`, with hexadecimal digits in lower case; a blank becomes `blank`.
 */
export function encodeUrl(text: string, blank: '+' | '%20'): string {
  if (unreserved.test(text)) return text;
  return text.replace(/[^A-Za-z0-9\-_.!*()]+/g, (run) => {
    let encoded = '';
    for (const byte of encodeUtf8(run)) encoded += byte === 0x20 ? blank : byte < 0x10 ? `%0${byte.toString(16)}` : `%${byte.toString(16)}`;
    return encoded;
  });
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Undoes percent-encoding, and `+` for a blank. A percent sign without two hexadecimal digits stays; bytes that are no UTF-8 become U+FFFD. */
export function decodeUrl(text: string): string {
  return text.replaceAll('+', ' ').replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    const bytes = new Uint8Array(run.length / 3);
    for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(run.slice(3 * i + 1, 3 * i + 3), 16);
    return decoder.decode(bytes);
  });
}

const urlParts = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#([\s\S]*))?$/;

/** The parts of a URL (RFC 3986) as parse_url() names them; what is not there is an empty text. All are as they stand, not decoded. */
export function parseUrl(url: string): Dynamic {
  const [, scheme = '', authority = '', path = '', query = '', fragment = ''] = urlParts.exec(url) ?? [];
  const at = authority.lastIndexOf('@');
  const [, username = '', password = ''] = /^([^:]*)(?::([\s\S]*))?$/.exec(authority.slice(0, Math.max(0, at))) ?? [];
  const [, host = '', port = ''] = /^(\[[^\]]*\]|[^:]*)(?::([\s\S]*))?$/.exec(authority.slice(at + 1)) ?? [];
  return new Map<string, Dynamic>([
    ['Scheme', scheme],
    ['Host', host],
    ['Port', port],
    ['Path', path],
    ['Username', username],
    ['Password', password],
    ['Query Parameters', parseUrlQuery(query)],
    ['Fragment', fragment],
  ]);
}

/** The parameters `name=value&…` of a query; of a name that comes twice the last value counts. */
export function parseUrlQuery(query: string): Dynamic {
  const parameters = new Map<string, Dynamic>();
  for (const parameter of query.split('&')) {
    if (parameter === '') continue;
    const equals = parameter.indexOf('=');
    if (equals < 0) parameters.set(parameter, '');
    else parameters.set(parameter.slice(0, equals), parameter.slice(equals + 1));
  }
  return parameters;
}

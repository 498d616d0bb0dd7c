import type { Dynamic } from '../../data/dynamic.ts';
import { compareOrdinal } from '../../data/text.ts';
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

/**
 * The parts of a URL (RFC 3986) as parse_url() names them; what is not there is an empty text, and so is all of a text without a scheme. All are
 * as they stand, not decoded. A user's name counts only with a password, and a path of `/` at the end of the URL not at all.
 */
export function parseUrl(url: string): Dynamic {
  const parts = urlParts.exec(url);
  const [, scheme = '', authority = '', path = '', query = '', fragment = ''] = parts?.[1] === undefined ? [] : parts;
  const [, username = '', password = '', server = ''] = /^(?:([^:@]*):([^@]*)@)?([\s\S]*)$/.exec(authority) ?? [];
  const [, host = '', port = ''] = /^(\[[^\]]*\]|[^:]*)(?::([\s\S]*))?$/.exec(server) ?? [];
  const endsWithPath = parts?.[4] === undefined && parts?.[5] === undefined;
  return new Map<string, Dynamic>([
    ['Scheme', scheme],
    ['Host', host],
    ['Port', port],
    ['Path', path === '/' && endsWithPath ? '' : path],
    ['Username', username],
    ['Password', password],
    ['Query Parameters', queryParameters(query)],
    ['Fragment', fragment],
  ]);
}

/** The parameters of a URL's query by name, in the order of the names; of a name that comes again all values, in an array. Empty ones are left out. */
function queryParameters(query: string): Dynamic {
  const parameters = new Map<string, string[]>();
  for (const parameter of query.split('&')) {
    const equals = parameter.indexOf('=');
    if (equals <= 0 || equals === parameter.length - 1) continue;
    const name = parameter.slice(0, equals);
    const values = parameters.get(name);
    if (values === undefined) parameters.set(name, [parameter.slice(equals + 1)]);
    else values.push(parameter.slice(equals + 1));
  }
  const sorted = [...parameters].sort(([a], [b]) => compareOrdinal(a, b));
  return new Map(sorted.map(([name, values]): [string, Dynamic] => [name, values.length === 1 ? values[0] : values]));
}

/** The parameters `name=value&…` that parse_urlquery() reads; of a name that comes twice the last value counts. */
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

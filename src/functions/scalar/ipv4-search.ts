import { isTermAt, isTermBefore } from '../../data/text.ts';
import { type ScalarFunction, scalar } from '../define.ts';
import { preparedList } from '../lib/ip-arguments.ts';
import { parseIpv4 } from '../lib/ipv4-address.ts';

/**
 * IPv4 addresses inside text: whole ones between characters that are no letters or digits. What is looked for must be an address, or the
 * beginning of one that ends in a dot; anything else is found nowhere. Manual pages has-ipv4-function and its like.
 */
export const ipv4SearchFunctions: readonly ScalarFunction[] = [
  ...search('ip', 'has_ipv4', 'has_any_ipv4', (needle) => needle.split('.').length === 4 && isAddress(needle)),
  ...search('ipPrefix', 'has_ipv4_prefix', 'has_any_ipv4_prefix', (needle) => isAddress(needle) || isPrefix(needle)),
];

function search(parameter: string, one: string, any: string, isNeedle: (text: string) => boolean): ScalarFunction[] {
  const text = '05:04:54 127.0.0.1 GET /favicon.ico 404';
  const needle = one === 'has_ipv4' ? '127.0.0.1' : '127.0.';
  const what = one === 'has_ipv4' ? 'address' : 'address with one of these beginnings';
  return [
    scalar({
      signature: `${one}(source: string, ${parameter}: string): bool` as 'has_ipv4(source: string, ip: string): bool',
      doc: `Whether a text holds this ${one === 'has_ipv4' ? 'address' : 'address, or one that begins so'}.`,
      examples: [[`${one}('${text}', '${needle}')`, true]],
      row: (source, wanted) => isNeedle(wanted) && holds(source, wanted),
    }),
    scalar({
      signature:
        `${any}(source: string, ...${parameter}s: string|dynamic): bool` as 'has_any_ipv4(source: string, ...ips: string|dynamic): bool',
      doc: `Whether a text holds one of several: an ${what}.`,
      examples: [[`${any}('${text}', '192.168.1.1', '${needle}')`, true]],
      nulls: 'handled',
      prepare: (site) => {
        const needlesOf = preparedList(site, (texts) => texts.filter((wanted): wanted is string => wanted !== null && isNeedle(wanted)));
        return (source, ...texts) => {
          const needles = needlesOf(texts) ?? [];
          return needles.some((wanted) => holds(source ?? '', wanted));
        };
      },
    }),
  ];
}

function isAddress(text: string): boolean {
  return !text.includes('/') && parseIpv4(text) !== undefined;
}

/** `10.`, `10.1.` or `10.1.2.`. */
function isPrefix(text: string): boolean {
  const octets = text.endsWith('.') ? text.slice(0, -1).split('.') : [];
  return octets.length >= 1 && octets.length <= 3 && isAddress([...octets, '0', '0', '0'].slice(0, 4).join('.'));
}

/** Whether an address that begins with the needle stands in the text, and ends where the needle does unless that ends in a dot. */
function holds(text: string, needle: string): boolean {
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    if (isTermBefore(text, at)) continue;
    const end = needle.endsWith('.') ? endOfAddress(text, at) : at + needle.length;
    if (end !== undefined && !isTermAt(text, end)) return true;
  }
  return false;
}

/** Where the address that begins at an offset ends; undefined when there is none. */
function endOfAddress(text: string, at: number): number | undefined {
  const match = /^\d{1,3}(?:\.\d{1,3}){3}/.exec(text.slice(at, at + 15));
  return match !== null && isAddress(match[0]) ? at + match[0].length : undefined;
}

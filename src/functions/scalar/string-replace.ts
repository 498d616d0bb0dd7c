import { type Dynamic, isArray } from '../../data/dynamic.ts';
import { fail } from '../../errors.ts';
import { type CallError, type CallSite, type Example, type ScalarFunction, scalar } from '../define.ts';
import { compileRegex, parseRewrite, type Regex, type Rewrite } from '../lib/regex.ts';
import { constantRegex, regexError } from '../lib/regex-argument.ts';

/** Texts with something in them replaced or cut off. */
export const stringReplaceFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'replace_string(text: string!, lookup: string, rewrite: string): string',
    doc: 'The text with every occurrence of `lookup` replaced; an empty `lookup` changes nothing.',
    examples: [["replace_string('Number is 1', 'is', 'was')", 'Number was 1']],
    row: (text, lookup, rewrite) => (lookup === '' ? text : text.split(lookup).join(rewrite)),
  }),
  scalar({
    signature: 'replace_strings(text: text, lookups: array, rewrites: array): string',
    doc: 'The text with every occurrence of one of the lookups replaced by the rewrite at the same place; the lookups take their turns in the order of the list, what has been replaced is not looked at again, and where a rewrite is no string the text stays as it is.',
    examples: [
      ["replace_strings('a cat into a dog', dynamic(['cat', 'dog']), dynamic(['dog', 'pigeon']))", 'a dog into a pigeon'],
      ["replace_strings('This is', dynamic(['is', 'This']), dynamic(['was', 'This']))", 'Thwas was'],
    ],
    prepare: () => {
      const replacementFor = replacementSource();
      return (text, lookups, rewrites) => replacementFor(lookups, rewrites)(text);
    },
  }),
  scalar({
    signature: 'replace_regex(source: text, lookup_regex: string, rewrite_pattern: string): string',
    doc: 'The text with every match of the regular expression replaced; in the rewrite `\\0` is the whole match, `\\1` to `\\9` are its groups.',
    examples: [["replace_regex('Number is 1', @'is (\\d+)', @'was: \\1')", 'Number was: 1']],
    constant: ['rewrite_pattern'],
    prepare: (site) => {
      if (site.constants[1] === undefined) return varyingReplacement(site.constants[2] as string);
      const replacement = constantReplacement(site, 1, 2);
      return 'error' in replacement ? replacement : (source) => replacement.regex.replaceAll(source, replacement.rewrite);
    },
  }),
  scalar({
    signature: 'replace(regex: string, rewrite: string, source: text): string',
    doc: 'The old form of replace_regex(), with the arguments in another order.',
    examples: [["replace(@'is (\\d+)', @'was: \\1', 'Number is 1')", 'Number was: 1']],
    constant: ['regex', 'rewrite'],
    insteadOf: 'replace_regex',
    prepare: (site) => {
      const replacement = constantReplacement(site, 0, 1);
      return 'error' in replacement ? replacement : (_regex, _rewrite, source) => replacement.regex.replaceAll(source, replacement.rewrite);
    },
  }),
  trim('trim', 'both ends', true, true, ["trim('--', '--https://bing.com--')", 'https://bing.com']),
  trim('trim_start', 'its start', true, false, ["trim_start('https://', 'https://bing.com')", 'bing.com']),
  trim('trim_end', 'its end', false, true, ["trim_end('.com', 'bing.com')", 'bing']),
  scalar({
    signature: 'regex_quote(string: text): string',
    doc: 'The text with everything that has a meaning in regular expressions escaped.',
    examples: [["regex_quote('(so$me.Te^xt)')", '\\(so\\$me\\.Te\\^xt\\)']],
    row: (text) => text.replace(/[\\.+*?()|[\]{}^$#&~-]/g, '\\$&'),
  }),
];

/** One match is cut off at an end, not all: `trim('x', 'xxa')` is `xa`. */
function trim(name: string, where: string, atStart: boolean, atEnd: boolean, example: Example): ScalarFunction {
  return scalar({
    signature: `${name}(regex: string, source: string!): string` as 'trim(regex: string, source: string!): string',
    doc: `The text without the match of the regular expression at ${where}.`,
    examples: [example],
    constant: ['regex'],
    prepare: (site) => {
      const start = constantRegex(site, 0, { anchor: 'start' });
      if ('error' in start) return start;
      const end = constantRegex(site, 0, { anchor: 'end' });
      if ('error' in end) return end;
      return (_, source) => {
        const from = atStart ? (start.ok.execBounds(source)?.[1] ?? 0) : 0;
        const to = atEnd ? (end.ok.execBounds(source, from)?.[0] ?? source.length) : source.length;
        return source.slice(from, to);
      };
    },
  });
}

function constantReplacement(
  site: CallSite,
  regexAt: number,
  rewriteAt: number,
): { readonly regex: Regex; readonly rewrite: Rewrite } | CallError {
  const regex = constantRegex(site, regexAt);
  if ('error' in regex) return regex;
  const rewrite = parseRewrite(site.constants[rewriteAt] as string, regex.ok.groupCount);
  return 'ok' in rewrite ? { regex: regex.ok, rewrite: rewrite.ok } : regexError(rewrite, rewriteAt);
}

/** Takes the pattern from every row: what Kusto does with one that is no regular expression is not known. */
function varyingReplacement(rewrite: string): (source: string, pattern: string) => string {
  return (source, pattern) => {
    const regex = compileRegex(pattern);
    const parts = 'ok' in regex ? parseRewrite(rewrite, regex.ok.groupCount) : regex;
    if ('ok' in regex && 'ok' in parts) return regex.ok.replaceAll(source, parts.ok);
    const why = 'error' in parts ? parts.error : '';
    return fail('unsupported', `replace_regex() by the pattern \`${pattern.slice(0, 60)}\` of a row is not supported: ${why}`);
  };
}

/** The replacement of two lists, kept while they stay the same. */
function replacementSource(): (lookups: Dynamic, rewrites: Dynamic) => (text: string) => string {
  let lastLookups: Dynamic | undefined;
  let lastRewrites: Dynamic | undefined;
  let replace = (text: string): string => text;
  return (lookups, rewrites) => {
    if (lookups !== lastLookups || rewrites !== lastRewrites) {
      replace = compileReplacement(lookups, rewrites);
      lastLookups = lookups;
      lastRewrites = rewrites;
    }
    return replace;
  };
}

/**
 * Each lookup in the order of the list takes what the ones before it have left: `This` with is, This becomes `Thwas`, although This begins
 * earlier. What has been replaced is out of reach for all that follow.
 */
function compileReplacement(lookups: Dynamic, rewrites: Dynamic): (text: string) => string {
  const table = new Map<string, string>();
  if (isArray(lookups)) {
    for (const [i, lookup] of lookups.entries()) {
      if (typeof lookup !== 'string' || lookup === '' || table.has(lookup)) continue;
      const rewrite = isArray(rewrites) ? rewrites[i] : null;
      table.set(lookup, typeof rewrite === 'string' ? rewrite : lookup);
    }
  }
  return (text) => {
    // free texts and replaced ones in turn
    let pieces = [text];
    for (const [lookup, rewrite] of table) {
      if (text.includes(lookup)) pieces = pieces.flatMap((piece, i) => (i % 2 === 1 ? [piece] : separated(piece, lookup, rewrite)));
    }
    return pieces.join('');
  };
}

/** The parts of a text between the lookups with the rewrite between them. */
function separated(text: string, lookup: string, rewrite: string): string[] {
  return text.split(lookup).flatMap((part, i) => (i === 0 ? [part] : [rewrite, part]));
}

import type { RE2JS } from 're2js';
import { isAscii } from '../../data/text.ts';
import { compileJavaScript } from './regex-javascript.ts';
import { compileMachine, type RegexMachine } from './regex-machine.ts';
import { compileRe2, loadRe2 } from './regex-re2.ts';
import { expandedSize, hasUnicodeBorders } from './regex-shape.ts';
import { parseRegex, type RegexNode, type RegexProblem, type RegexTree } from './regex-syntax.ts';

/**
 * KQL's regular expressions (manual: regex). A pattern is read once into a tree, and runs on whichever engine is right and fast for the text at
 * hand, with the same answer from each:
 * - JavaScript's own, 10 to 200 times faster than the others, where its backtracking cannot blow up (`regex-javascript.ts`);
 * - RE2 as re2js, in linear time for one search, as soon as it has been loaded;
 * - our own machine, where neither will do: word borders in texts beyond ASCII, repetitions beyond RE2's limits, and until RE2 is there.
 * Offsets are in UTF-16 units. A search for all matches may take the square of the length on hostile patterns, as in RE2 itself.
 */
export interface Regex {
  readonly pattern: string;
  /** Capture groups, not counting the whole match. */
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, number>;
  /** Whether the regex matches anywhere. */
  test(text: string): boolean;
  /** The first match at or after an offset (what is before it is still seen by ^ and \b). */
  exec(text: string, from?: number): RegexMatch | null;
  /** The same as offsets: start and end of the whole and of each group, -1 where a group took no part. */
  execBounds(text: string, from?: number): ArrayLike<number> | null;
  /** All matches at or after an offset from left to right, none overlapping, and no empty one directly behind another. */
  matchAll(text: string, from?: number): Iterable<RegexMatch>;
  /** The text with every match replaced. */
  replaceAll(text: string, rewrite: Rewrite): string;
}

export interface RegexMatch {
  readonly index: number;
  readonly end: number;
  /** The whole match and then each group, undefined where it took no part. */
  readonly groups: ArrayLike<string | undefined>;
}

/** A replacement text taken apart: literal texts and numbers of groups. */
export type Rewrite = readonly (string | number)[];

export interface RegexOptions {
  /** Flag letters that hold from the start of the pattern. */
  readonly flags?: string;
  /** Where a match must start or end; `trim_start` and `trim_end` ask for it. */
  readonly anchor?: 'start' | 'end';
}

/** `matches regex` takes patterns with at most so many groups (manual: matches-regex-operator). */
export const maxMatchesRegexGroups = 16;

const cacheSize = 200;
const cache = new Map<string, CompiledRegex>();

export type CompiledRegex = { readonly ok: Regex } | RegexProblem;

/** Compiles a pattern, or says why it is none. The last few hundred are remembered. */
export function compileRegex(pattern: string, options: RegexOptions = {}): CompiledRegex {
  const key = `${options.flags ?? ''}/${options.anchor ?? ''}/${pattern}`;
  let compiled = cache.get(key);
  if (compiled) {
    cache.delete(key);
  } else {
    compiled = compile(pattern, options);
    if (cache.size >= cacheSize) cache.delete(cache.keys().next().value!);
  }
  cache.set(key, compiled);
  return compiled;
}

const maxPatternLength = 50_000;
const maxSize = 20_000;

function compile(pattern: string, options: RegexOptions): CompiledRegex {
  if (pattern.length > maxPatternLength) return { kind: 'unsupported', error: `the regex is longer than ${maxPatternLength} characters` };
  const parsed = parseRegex(pattern, options.flags);
  if ('error' in parsed) return parsed;
  if (expandedSize(parsed.root) > maxSize)
    return { kind: 'unsupported', error: 'the regex is too large once its repetitions are written out' };
  return { ok: makeRegex(pattern, options.anchor ? { ...parsed, root: anchored(parsed.root, options.anchor) } : parsed) };
}

function anchored(root: RegexNode, anchor: 'start' | 'end'): RegexNode {
  if (anchor === 'start') return { kind: 'sequence', items: [{ kind: 'assertion', assertion: 'textStart' }, root] };
  return { kind: 'sequence', items: [root, { kind: 'assertion', assertion: 'textEnd' }] };
}

/**
 * Reads the replacement of replace_regex(): `\0` is the whole match, `\1` to `\9` are groups, `\\` is a backslash. Another character
 * after a backslash, and a group that the regex does not have, are problems.
 */
export function parseRewrite(text: string, groupCount: number): { readonly ok: Rewrite } | RegexProblem {
  const parts: (string | number)[] = [];
  for (const [piece] of text.matchAll(/\\[\s\S]?|[^\\]+/g)) {
    const escaped = piece.startsWith('\\') ? piece.slice(1) : undefined;
    if (escaped === undefined) parts.push(piece);
    else if (escaped === '\\') parts.push('\\');
    else if (!/^[0-9]$/.test(escaped))
      return {
        kind: 'unsupported',
        error: `the replacement has a backslash before '${escaped}'; it may stand before a digit or another backslash`,
      };
    else if (Number(escaped) > groupCount)
      return { kind: 'semantic', error: `the replacement names group ${escaped}, and the regex has ${groupCount}` };
    else parts.push(Number(escaped));
  }
  return { ok: parts };
}

function makeRegex(pattern: string, tree: RegexTree): Regex {
  const javaScript = compileJavaScript(tree.root);
  const automaton = makeAutomaton(tree);
  // no text at all goes to JavaScript: the library is wanted from the first row on
  if (javaScript === undefined) void loadRe2();

  const test = (text: string): boolean => (javaScript?.takes(text) ? javaScript.test(text) : automaton.test(text));

  const exec = (text: string, from = 0): RegexMatch | null => {
    if (!javaScript?.takes(text)) return automaton.exec(text, from);
    const found = javaScript.search(text, from, false);
    return found && { index: found.index, end: found.index + found[0].length, groups: found };
  };

  const execBounds = (text: string, from = 0): ArrayLike<number> | null => {
    if (!javaScript?.takes(text)) return automaton.execBounds(text, from);
    const found = javaScript.search(text, from, true);
    return found && found.indices!.flatMap((bounds) => bounds ?? [-1, -1]);
  };

  function* matchAll(text: string, from = 0): Iterable<RegexMatch> {
    let lastEnd = -1;
    for (let at = from; at <= text.length; ) {
      const match = exec(text, at);
      if (match === null) return;
      if (match.index === match.end && match.end === lastEnd) {
        at = lastEnd + (text.codePointAt(lastEnd)! > 0xffff ? 2 : 1);
        lastEnd = -1;
        continue;
      }
      yield match;
      at = lastEnd = match.end;
    }
  }

  const replaceAll = (text: string, rewrite: Rewrite): string => {
    const atOnce = javaScript?.takes(text) ? javaScript.replace(text, javaScriptTemplate(rewrite)) : undefined;
    if (atOnce !== undefined) return atOnce;
    let replaced = '';
    let copied = 0;
    for (const { index, end, groups } of matchAll(text)) {
      replaced += text.slice(copied, index);
      for (const part of rewrite) replaced += typeof part === 'string' ? part : (groups[part] ?? '');
      copied = end;
    }
    return replaced + text.slice(copied);
  };

  return { pattern, groupCount: tree.groupCount, groupNames: tree.groupNames, test, exec, execBounds, matchAll, replaceAll };
}

function javaScriptTemplate(rewrite: Rewrite): string {
  return rewrite.map((part) => (typeof part === 'string' ? part.replaceAll('$', '$$$$') : part === 0 ? '$&' : `$0${part}`)).join('');
}

interface Automaton {
  test(text: string): boolean;
  exec(text: string, from: number): RegexMatch | null;
  execBounds(text: string, from: number): ArrayLike<number> | null;
}

/** RE2 where it knows what the regex asks for, else our own machine. Both are made when they are first needed. */
function makeAutomaton(tree: RegexTree): Automaton {
  const borders = hasUnicodeBorders(tree.root);
  let re2: RE2JS | null | undefined;
  let machine: RegexMachine | undefined;
  const re2For = (text: string): RE2JS | null | undefined => {
    if (borders && !isAscii(text)) return null;
    if (re2 === undefined) re2 = compileRe2(tree.root);
    return re2;
  };
  const execBounds = (text: string, from: number): ArrayLike<number> | null => {
    const compiled = re2For(text);
    if (!compiled) return (machine ??= compileMachine(tree)).search(text, from, true);
    const matcher = compiled.matcher(text);
    if (!matcher.find(from)) return null;
    const bounds = new Int32Array(2 * (tree.groupCount + 1));
    for (let group = 0; group <= tree.groupCount; group++) {
      bounds[2 * group] = matcher.start(group);
      bounds[2 * group + 1] = matcher.end(group);
    }
    return bounds;
  };
  return {
    test: (text) => re2For(text)?.test(text) ?? (machine ??= compileMachine(tree)).search(text, 0, false) !== null,
    execBounds,
    exec: (text, from) => {
      const bounds = execBounds(text, from);
      return bounds && { index: bounds[0], end: bounds[1], groups: textsOf(text, bounds) };
    },
  };
}

function textsOf(text: string, bounds: ArrayLike<number>): (string | undefined)[] {
  return Array.from({ length: bounds.length / 2 }, (_, group) =>
    bounds[2 * group] < 0 ? undefined : text.slice(bounds[2 * group], bounds[2 * group + 1]),
  );
}

import { missingCell } from '../data/builder.ts';
import { convertCell } from '../data/convert.ts';
import type { ScalarType } from '../data/types.ts';
import type { Cell } from '../data/vector.ts';
import { type CompiledRegex, compileRegex, type Regex } from '../functions/lib/regex.ts';
import type { ParsePart, ParsePlan } from '../plan/plan.ts';
import type { TextParser } from './text-columns.ts';

type Pattern = Pick<ParsePlan, 'mode' | 'flags' | 'pattern'>;
type ColumnPart = Extract<ParsePart, { kind: 'column' }>;

/**
 * The matcher of a parse pattern: from a text to the values of the pattern's columns, in their order. undefined when the text does not match:
 * a literal is missing or, unless the mode is relaxed, a value does not convert.
 */
export function patternParser(pattern: Pattern): TextParser {
  if (pattern.mode !== 'regex') return literalParser(pattern.pattern, pattern.mode === 'relaxed');
  const compiled = compilePatternRegex(pattern);
  if ('error' in compiled) throw new Error(compiled.error);
  return regexParser(pattern.pattern.filter(isColumn), compiled.ok);
}

function isColumn(part: ParsePart): part is ColumnPart {
  return part.kind === 'column';
}

/** The value of a column; undefined when the text does not convert to its type. */
function convertedText(text: string, type: ScalarType): Cell | undefined {
  if (type === 'string') return text;
  const value = convertCell(type === 'guid' ? text.replace(/^\{(.*)\}$/, '$1') : text, 'string', type);
  // text always has a meaning as dynamic, if only as null
  return value === null && type !== 'dynamic' ? undefined : value;
}

// ---- literal texts: simple and relaxed ------------------------------------------------------------------------------------------------

/** What stands before a literal or at the end: nothing, a column, anything, or a number and then anything. */
interface Gap {
  readonly column: ColumnPart | undefined;
  readonly any: boolean;
}

interface Step {
  readonly gap: Gap;
  readonly literal: string;
}

/**
 * Each gap takes the shortest text up to the next literal, so literals are found from left to right without ever going back; only the last
 * one, when nothing follows it, is the end of the text. Linear in the length of the text.
 */
function literalParser(parts: readonly ParsePart[], relaxed: boolean): TextParser {
  const { steps, last } = stepsOf(parts);
  const endsHere = last.column === undefined && !last.any;
  return (text) => {
    const cells: Cell[] = [];
    let at = 0;
    for (let k = 0; k < steps.length; k++) {
      const { gap, literal } = steps[k];
      const found = endsHere && k === steps.length - 1 ? placeAtEnd(text, literal, at) : text.indexOf(literal, at);
      if (found < 0 || (found > at && gap.column === undefined && !gap.any)) return undefined;
      if (!takeGap(gap, text.slice(at, found), relaxed, cells)) return undefined;
      at = found + literal.length;
    }
    if (endsHere && at < text.length) return undefined;
    return takeGap(last, text.slice(at), relaxed, cells) ? cells : undefined;
  };
}

/** Literals that follow each other are one. */
function stepsOf(parts: readonly ParsePart[]): { steps: Step[]; last: Gap } {
  const steps: { gap: Gap; literal: string }[] = [];
  let column: ColumnPart | undefined;
  let any = false;
  let afterLiteral = false;
  for (const part of parts) {
    if (part.kind !== 'text') {
      if (part.kind === 'column') column = part;
      else any = true;
      afterLiteral = false;
    } else if (afterLiteral) {
      steps[steps.length - 1].literal += part.text;
    } else {
      steps.push({ gap: { column, any }, literal: part.text });
      column = undefined;
      any = false;
      afterLiteral = true;
    }
  }
  return { steps, last: { column, any } };
}

function placeAtEnd(text: string, literal: string, from: number): number {
  const place = text.length - literal.length;
  return place >= from && text.endsWith(literal) ? place : -1;
}

function takeGap({ column, any }: Gap, text: string, relaxed: boolean, cells: Cell[]): boolean {
  if (column === undefined) return true;
  const value = convertedText(any ? leadingNumber(text, column.type) : text, column.type);
  if (value === undefined && !relaxed) return false;
  cells.push(value ?? missingCell(column.type));
  return true;
}

/** A number that something else may follow. */
function leadingNumber(text: string, type: ScalarType): string {
  const number = type === 'int' || type === 'long' ? /^\s*[-+]?\d+/ : /^\s*[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?/;
  return number.exec(text)?.[0] ?? '';
}

// ---- regex ----------------------------------------------------------------------------------------------------------------------------

const groupPrefix = 'kqletcolumn';

/**
 * The regex of a whole pattern: the fragments as they stand, `*` as `.*?`, a group for each column that takes what its type looks like, a
 * string as much as there is. It is searched for: the text may have more before and behind, unlike in the other modes.
 */
export function compilePatternRegex({ pattern, flags }: Pattern): CompiledRegex {
  let columns = 0;
  const fragment = (part: ParsePart): string => {
    switch (part.kind) {
      case 'text':
        // a choice must not reach beyond its own fragment
        return part.text.includes('|') ? `(?:${part.text})` : part.text;
      case 'any':
        return '.*?';
      case 'column':
        return `(?P<${groupPrefix}${columns++}>${columnRegex(part.type)})`;
    }
  };
  return compileRegex(pattern.map(fragment).join(''), { flags });
}

function columnRegex(type: ScalarType): string {
  switch (type) {
    case 'bool':
      return '(?i:true|false)';
    case 'int':
    case 'long':
      return '\\s*[-+]?\\d+';
    case 'real':
    case 'decimal':
      return '\\s*[-+]?\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?';
    case 'guid':
      // one choice, so that both braces or none are taken whether groups take much or little
      return '\\{[-0-9a-fA-F]{32,36}\\}|[-0-9a-fA-F]{32,36}';
    default:
      return '.*';
  }
}

function regexParser(columns: readonly ColumnPart[], regex: Regex): TextParser {
  const groups = columns.map((_, index) => regex.groupNames.get(`${groupPrefix}${index}`) as number);
  return (text) => {
    const match = regex.exec(text);
    if (match === null) return undefined;
    const cells: Cell[] = [];
    for (let k = 0; k < columns.length; k++) {
      const value = convertedText(match.groups[groups[k]] ?? '', columns[k].type);
      if (value === undefined) return undefined;
      cells.push(value);
    }
    return cells;
  };
}

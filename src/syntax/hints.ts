import { nearestName, positionAt } from '../errors.ts';
import { endOfText, Identifier, type KqlTokenType, keywords, mark, StringLiteral, type Token, word } from './tokens.ts';

/** A token in the words of an error. The text of a string is left out: it may be a secret. */
export function describeToken(token: Token): string {
  if (token.tokenType === endOfText) return 'the end of the query';
  if (token.tokenType === StringLiteral) return 'a string';
  return `\`${token.image.length > 40 ? `${token.image.slice(0, 40)}…` : token.image}\``;
}

/** What stands around a place where something else was expected. */
export interface Surroundings {
  readonly text: string;
  /** The tokens of the text, and how many of them have been read. */
  readonly tokens: readonly Token[];
  readonly position: number;
  readonly before: Token;
  readonly found: Token;
  readonly next: Token;
}

/** What was probably meant where `what` was expected, or undefined when there is no telling. */
export function hintFor(what: string, around: Surroundings): string | undefined {
  for (const guess of guesses) {
    const hint = guess(what, around);
    if (hint !== undefined) return hint;
  }
  return undefined;
}

export const expectsOperator = 'an operator after `|`';
export const expectsEnd = '`|`, `;` or the end of the query';

type Guess = (what: string, around: Surroundings) => string | undefined;

/** Habits of other languages and the usual slips, the most particular first. */
const guesses: Guess[] = [
  (_, { tokens }) => (/^select$/i.test(tokens[0]?.image ?? '') ? sqlHint : undefined),
  (what, { text, found }) => (what === expectsOperator && text.startsWith('graph-merge', found.startOffset) ? graphMergeHint : undefined),
  (what, { found }) => (what === expectsOperator ? operatorHint(found) : undefined),
  (_, { before, found }) => (before.image === 'not' && found.tokenType !== mark['('] ? '`not` is a function: `not(…)`' : undefined),
  (_, { found }) => (/^is$/i.test(found.image) ? 'write `isnull(…)` or `isnotnull(…)`' : undefined),
  (_, { found }) => (found.tokenType === mark['?'] ? 'write `iff(condition, then, else)`' : undefined),
  (_, { before, found }) => (before.tokenType === mark['/'] && found.tokenType === mark['*'] ? 'a comment begins with `//`' : undefined),
  (_, { found, next }) => (found.tokenType === word.with && next.image === 'others' ? '`with others = …` stands before `by`' : undefined),
  (_, { before, found }) => (before.tokenType === word.let && found.tokenType === mark['='] ? 'a name is missing after `let`' : undefined),
  (_, { found }) => (found.tokenType === mark['='] ? '`=` only gives a name; `==` compares' : undefined),
  (what) => (what.includes('after `between`') ? 'a range is written `between (low .. high)`' : undefined),
  (what) => (/after `(?:!?in~?|has_any|has_all)`$/.test(what) ? 'a list is written `in (1, 2)`' : undefined),
  (what, { found }) => (what === 'a query' ? queryHint(found.tokenType) : undefined),
  (what, around) => (/^(?:an?|the) /.test(what) && isSuperfluousComma(around) ? 'the `,` before it is one too many' : undefined),
  (what, { found }) => (/^(?:an?|the) /.test(what) ? valueHint(found) : undefined),
  (what, around) => (what === expectsEnd ? endHint(around) : undefined),
  (what, around) => (/`[)\]}]`/.test(what) ? bracketHint(around) : undefined),
];

const sqlHint = 'this looks like SQL: in KQL a query begins with its table, `Table | where … | project …`';

const graphMergeHint =
  "`graph-merge` is only a word that is kept free: the manual has no page of it, and Microsoft's own parser does not take it";

function queryHint(type: KqlTokenType): string | undefined {
  if (type === mark['|']) return 'a query begins with a table: `Table | …`';
  return type === mark[';'] ? 'one `;` ends a statement' : undefined;
}

function isSuperfluousComma({ before, found }: Surroundings): boolean {
  const { tokenType } = found;
  return (
    before.tokenType === mark[','] &&
    (tokenType === endOfText || tokenType === mark['|'] || tokenType === word.by || closing.has(tokenType))
  );
}

/** A word or number that is no value as it stands. */
function valueHint({ image, tokenType }: Token): string | undefined {
  if (tokenType === Identifier && /^\d+L$/i.test(image)) return 'an integer is a long without a suffix';
  if (tokenType === Identifier && /^\d/.test(image)) return 'the units of timespans are d, h, m, s, ms, microsecond, tick and nanosecond';
  if (tokenType === word.null) return 'a null has a type: long(null), datetime(null) …';
  const reserved = tokenType.rank === word.by.rank || tokenType.rank === word.asc.rank;
  return reserved ? `\`${image}\` is a reserved word: as a name it is written ['${image}']` : undefined;
}

/** Something stands where a statement should have ended. */
function endHint({ text, before, found }: Surroundings): string | undefined {
  if (closing.has(found.tokenType)) return 'no bracket is open that this one could close';
  if (statementWords.has(found.image)) return 'a statement ends with `;`';
  if (operatorWords.includes(found.image)) return `an operator stands after \`|\`: \`| ${found.image} …\``;
  if (found.tokenType === mark['{']) return 'the parameters of a function have types: `(a:long) { … }`';
  if (operatorWords.includes(found.image.toLowerCase())) return caseHint(found.image);
  if (/[\n\r]/.test(text.slice(before.endOffset + 1, found.startOffset)))
    return 'is a `;` missing at the end of the line above, or a `|` before this one?';
  return found.tokenType.rank > 0 ? `is an operator missing before \`${found.image}\`?` : undefined;
}

const statementWords = new Set(['let', 'set', 'declare', 'alias', 'restrict']);
const closing: ReadonlySet<KqlTokenType> = new Set([mark[')'], mark[']'], mark['}']]);
const opening: ReadonlySet<KqlTokenType> = new Set([mark['('], mark['['], mark['{']]);

function caseHint(image: string): string {
  return `operators are written in lower case: \`${image.toLowerCase()}\``;
}

/** Where the bracket was opened that should be closed here. */
function bracketHint({ text, tokens, position }: Surroundings): string | undefined {
  let depth = 0;
  for (let i = position - 1; i >= 0; i--) {
    const { tokenType, image, startOffset } = tokens[i];
    if (closing.has(tokenType)) depth++;
    else if (opening.has(tokenType) && depth-- === 0) {
      const { line, column } = positionAt(text, startOffset);
      return `the \`${image}\` of line ${line}, column ${column} is open`;
    }
  }
  return undefined;
}

// ---- operators ------------------------------------------------------------------------------------------------------------------------

function operatorHint({ tokenType, image }: Token): string | undefined {
  if (tokenType === word.count) return '`count` stands alone; `summarize count()` takes arguments and groups';
  if (tokenType !== Identifier) return keywords.has(image) ? `\`${image}\` begins no operator` : undefined;
  const foreign = foreignOperators[image.toLowerCase()];
  if (foreign !== undefined) return foreign;
  if (operatorWords.includes(image.toLowerCase())) return caseHint(image);
  const near = nearestName(image, operatorWords);
  return near === undefined ? undefined : `did you mean \`${near}\`?`;
}

const foreignOperators: Record<string, string> = {
  select: '`project` chooses columns',
  having: '`where` after `summarize` does this',
  group: '`summarize … by …` groups',
  groupby: '`summarize … by …` groups',
  orderby: 'write `order by`',
  sortby: 'write `sort by`',
  head: 'write `take`',
  rename: 'write `project-rename`',
  expand: 'write `mv-expand`',
  unique: 'write `distinct`',
  map: 'write `extend` or `project`',
};

/** What may stand after `|`. */
export const operatorWords: readonly string[] = [
  ...['as', 'consume', 'count', 'distinct', 'evaluate', 'extend', 'facet', 'filter', 'find', 'fork', 'getschema', 'graph-match'],
  ...['graph-to-table', 'invoke', 'join', 'limit', 'lookup', 'make-graph', 'make-series', 'mv-apply', 'mv-expand', 'order', 'parse'],
  ...['parse-kv', 'parse-where', 'partition', 'project', 'project-away', 'project-keep', 'project-rename', 'project-reorder', 'reduce'],
  ...['render', 'sample', 'sample-distinct', 'scan', 'search', 'serialize', 'sort', 'summarize', 'take', 'top', 'top-hitters'],
  ...['top-nested', 'union', 'where'],
];

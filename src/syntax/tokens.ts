import type { IToken, TokenType } from 'chevrotain';

/**
 * How far a word may serve as a name: `reserved` only in brackets (['first']), `declared` also where a name is declared or assigned
 * (`extend by = 1`), `name` everywhere.
 */
export type Rank = 'none' | 'reserved' | 'declared' | 'name';

const ranks: readonly Rank[] = ['none', 'reserved', 'declared', 'name'];

/** A token type with what the parser asks of it. `abstract` types stand for every word of at least their rank. */
export interface KqlTokenType extends TokenType {
  readonly rank: number;
  readonly abstract: boolean;
  /** Always written like its name. */
  readonly fixed: boolean;
}

/** A token; `endOffset` is the offset of its last unit, as chevrotain has it. */
export interface Token extends IToken {
  readonly tokenType: KqlTokenType;
  readonly endOffset: number;
}

export const tokenTypes: KqlTokenType[] = [];

function define(name: string, label: string, rank: Rank = 'none', abstract = false): KqlTokenType {
  const type: KqlTokenType = { name, LABEL: label, rank: ranks.indexOf(rank), abstract, fixed: label === `\`${name}\`` };
  tokenTypes.push(type);
  return type;
}

// ---- words ----------------------------------------------------------------------------------------------------------------------------

const nameWords = [
  ...['access', 'alias', 'best_effort', 'bin', 'consume', 'count', 'database', 'dataformat', 'datetime_pattern', 'declare', 'default'],
  ...['distinct', 'edges', 'entity_group', 'evaluate', 'extend', 'facet', 'filter', 'fork', 'from', 'getschema', 'graph', 'id'],
  ...['inline_external_table', 'join', 'let', 'limit', 'lookup', 'mvapply', 'mvexpand', 'nodes', 'null', 'nulls', 'on', 'optional'],
  ...['order', 'output', 'pack', 'parse', 'partition', 'pattern', 'plotly', 'query_parameters', 'range', 'reduce', 'regex', 'render'],
  ...['restrict', 'scan', 'serialize', 'sort', 'step', 'summarize', 'take', 'top', 'typeof', 'uuid', 'view', 'with', 'with_node_id'],
  ...['__partitionby', 'bool', 'guid'],
] as const;

const declaredWords = [
  ...['accumulate', 'as', 'by', 'contains', 'datatable', 'earliest', 'externaldata', 'find', 'has', 'in', 'invoke', 'latest'],
  ...['materialize', 'mdm', 'of', 'print', 'sample', 'sample-distinct', 'search', 'set', 'sql', 'title', 'to', 'top-hitters'],
  ...['top-nested', 'toscalar', 'totable', 'verbose', 'viewers', 'where'],
] as const;

/** Reserved words that the grammar of a query names. */
const reservedWords = [
  ...['and', 'asc', 'assert-schema', 'between', 'containscs', 'contains_cs', '__contextual_datatable', 'datascope', 'desc', 'endswith'],
  ...['endswith_cs', '__executeAndCache', 'external_data', 'first', 'granny-asc', 'granny-desc', 'graph-mark-components', 'graph-match'],
  ...['graph-shortest-paths', 'graph-to-table', 'graph-where-edges', 'graph-where-nodes', 'has_all', 'has_any', 'has_cs', 'hasprefix'],
  ...['hasprefix_cs', 'hassuffix', 'hassuffix_cs', 'in~', 'kind', 'last', 'like', 'likecs', 'macro-expand', 'make-graph', 'make-series'],
  ...['matches regex', 'materialized-view-combine', 'mv-apply', 'mv-expand', '!between', 'notcontains', 'notcontainscs', '!contains'],
  ...['!contains_cs', '!endswith', '!endswith_cs', '!has', '!has_cs', '!hasprefix', '!hasprefix_cs', '!hassuffix', '!hassuffix_cs', '!in'],
  ...['!in~', 'notlike', 'notlikecs', '!startswith', '!startswith_cs', 'or', 'others', 'parse-kv', 'parse-where', 'partitioned-by'],
  ...['pathformat', 'project', 'project-away', 'project-by-names', '__projectAway', 'project-keep', 'project-rename', 'project-reorder'],
  ...['project-smart', 'startswith', 'startswith_cs', 'union', 'with_source', 'withsource'],
] as const;

/** Types that a column or parameter can be declared with; the second list is for `typeof` only. */
const typeWords = [
  ...['boolean', 'date', 'datetime', 'decimal', 'double', 'dynamic', 'int', 'int64', 'int8', 'long', 'real', 'string', 'time'],
  ...['timespan', 'uniqueid'],
] as const;

const extendedTypeWords = ['float', 'int16', 'int32', 'uint', 'uint16', 'uint32', 'uint64', 'uint8', 'ulong'] as const;

/** Words of management commands, operator parameters and charts, which a query cannot use as names either. */
const otherReservedWords = [
  ...['__crossCluster', '__crossDB', '__id', '__isFuzzy', '__noWithSource', '__packedColumn', '__sourceColumnIndex', '3Dchart'],
  ...['anomalychart', 'areachart', 'bagexpansion', 'barchart', 'bin_legacy', 'byte', 'cachingpolicy', 'callout', 'cancel', 'card', 'char'],
  ...['columnchart', 'commands-and-queries', 'cycles', 'dataexport', 'decodeblocks', 'encodingpolicy', 'expandoutput'],
  ...['extent_tags_retention', 'flags', 'force_remote', 'harddelete', 'hardretention', 'hotcache', 'isfuzzy', 'journal', 'ladderchart'],
  ...['linechart', 'materialized-views', 'missing', 'nooptimization', 'piechart', 'pivotchart', 'queries', 'query_results', 'relaxed'],
  ...[
    'restricted_view_access',
    'row_level_security',
    'rowstore',
    'rowstore_references',
    'rowstore_sealinfo',
    'rowstorepolicy',
    'rowstores',
  ],
  ...['scatterchart', 'seal', 'seals', 'set-or-append', 'set-or-replace', 'shards', 'simple', 'softdelete', 'softretention'],
  ...['stackedareachart', 'statistics', 'storedqueryresultcontainers', 'tablepurge', 'timechart', 'timeline', 'treemap'],
  ...['unrestrictedviewers', 'views', 'with_itemindex', 'with_match_id', 'with_step_name', 'writeaheadlog'],
];

const hintWords = [
  ...['hint.concurrency', 'hint.distribution', 'hint.materialized', 'hint.num_partitions', 'hint.pass_filters'],
  ...['hint.pass_filters_column', 'hint.progressive_top', 'hint.remote', 'hint.shufflekey', 'hint.spread', 'hint.strategy'],
];

type GrammarWord =
  | (typeof nameWords)[number]
  | (typeof declaredWords)[number]
  | (typeof reservedWords)[number]
  | (typeof typeWords)[number]
  | (typeof extendedTypeWords)[number];

/** The token type of each word that the grammar names, by the word's own text. */
export const word = {} as { readonly [W in GrammarWord]: KqlTokenType };

/** Every keyword of the lexer by its text. */
export const keywords = new Map<string, KqlTokenType>();

function defineWords(texts: readonly string[], rank: Rank): KqlTokenType[] {
  return texts.map((text) => {
    const type = define(text, `\`${text}\``, rank);
    keywords.set(text, type);
    (word as Record<string, KqlTokenType>)[text] = type;
    return type;
  });
}

defineWords(nameWords, 'name');
defineWords(declaredWords, 'declared');
defineWords(reservedWords, 'reserved');

/** The words that name a type in a declaration; `bool` and `guid` are ordinary names besides. */
export const declarableTypes: ReadonlySet<TokenType> = new Set([...defineWords(typeWords, 'reserved'), word.bool, word.guid]);
/** The words that name a type in `typeof(…)`. */
export const scalarTypes: ReadonlySet<TokenType> = new Set([...declarableTypes, ...defineWords(extendedTypeWords, 'reserved')]);

export const ReservedWord = define('RESERVED', 'a reserved word', 'reserved');
for (const text of otherReservedWords) keywords.set(text, ReservedWord);
export const Hint = define('HINT', '`hint.…`', 'reserved');
for (const text of hintWords) keywords.set(text, Hint);

export const Identifier = define('IDENTIFIER', 'a name', 'name');
/** Any word that may stand as a name where a value is expected. */
export const NameWord = define('NAME', 'a name', 'name', true);
/** Any word that may stand where a name is declared. */
export const DeclaredWord = define('DECLARED_NAME', 'a name', 'declared', true);
/** Any word at all; what it may be is decided by its text. */
export const AnyWord = define('WORD', 'a word', 'reserved', true);
/** A word that names a type; only the recorded grammar says so. */
export const TypeWord = define('TYPE', 'a type', 'reserved', true);

/** What stands behind the last token. */
export const endOfText: KqlTokenType = { name: 'END', LABEL: 'the end of the query', rank: 0, abstract: false, fixed: false };

// ---- literals and punctuation ---------------------------------------------------------------------------------------------------------

export const StringLiteral = define('STRING', 'a string literal');
export const LongLiteral = define('LONG', 'an integer');
export const RealLiteral = define('REAL', 'a real number');
export const TimespanLiteral = define('TIMESPAN', 'a timespan literal');
export const BooleanLiteral = define('BOOLEAN', 'a boolean');
/** `long(…)`, `datetime(…)` …: a type and raw text up to the closing parenthesis, in one token. */
export const TypedLiteral = define('TYPED_LITERAL', 'a typed literal');
/** A guid without `guid(…)` around it: a token only so that the error can say so. */
export const RawGuid = define('RAW_GUID', 'a guid');

const punctuationTexts = [
  ...['(', ')', '[', ']', '{', '}', '|', '<|', '+', '-', '*', '/', '%', '.', '..', '<', '<=', '>', '>=', '=', '==', '!=', '<>'],
  ...[':', ';', ',', '=~', '!~', '@', '?', '=>'],
] as const;

/** The token type of each punctuation mark, by its text. */
export const mark = Object.fromEntries(punctuationTexts.map((text) => [text, define(text, `\`${text}\``)])) as {
  readonly [M in (typeof punctuationTexts)[number]]: KqlTokenType;
};

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Column } from '../../src/data/schema.ts';
import type { ScalarType } from '../../src/data/types.ts';
import { Database, KqlError } from '../../src/index.ts';
import { hasShared, loadAnalyzer } from './microsoft.ts';

/**
 * The columns of random queries, as the binder and as Microsoft's analyzer see them: their names, types and order behind every operator. What
 * the analyzer is known to see otherwise than the engine is not drawn: parts of dates, covariances, replaced columns of parse.
 */
describe.skipIf(!hasShared)('result schemas of random queries (skipped where ../shared is missing)', () => {
  it('equal those of the analyzer', async () => {
    const analyzer = await loadAnalyzer();
    const database = new Database({ now: '2024-05-01T00:00:00Z' });
    for (const [name, schema] of Object.entries(tables)) database.addTable(name, [], { schema });
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (draw) => {
        const pick: Pick = (...options) => draw(fc.constantFrom<string[]>, ...options);
        let text = 'T';
        let columns = Object.entries(tables.T).map(([name, type]): Column => ({ name, type }));
        for (let length = Number(pick('1', '2', '3', '4')); length > 0; length--) {
          text = `${text}\n| ${operator(pick, columns)}`;
          const analysis = analyzer.analyze(text, tables);
          const theirs = analysis.valid ? analysis.resultColumns : undefined;
          const ours = await columnsOf(database, text);
          if (ours === undefined) return;
          expect(shown(ours), text).toBe(shown(theirs ?? []));
          compared++;
          columns = ours.filter(({ name }) => !/^Column\d+$/.test(name));
        }
      }),
      // the same queries each time, others with KQLET_FULL=1
      { numRuns: 300, ...(process.env.KQLET_FULL ? {} : { seed: 1 }) },
    );
    expect(compared).toBeGreaterThan(300);
  }, 600_000);
});

type Pick = (...options: string[]) => string;

const tables: Readonly<Record<'T' | 'U', Readonly<Record<string, ScalarType>>>> = {
  T: {
    ...{ s: 'string', s2: 'string', n: 'long', i: 'int', r: 'real', m: 'decimal', b: 'bool' },
    ...{ t: 'datetime', u: 'timespan', g: 'guid', d: 'dynamic' },
  },
  U: { s: 'string', n: 'long', k: 'string', r: 'string', t: 'datetime', v: 'long', d: 'dynamic' },
};

async function columnsOf(database: Database, text: string): Promise<Column[] | undefined> {
  try {
    return [...(await database.query(text)).columns];
  } catch (error) {
    if (error instanceof KqlError) return undefined;
    throw error;
  }
}

/** The analyzer numbers columns without a name over the whole query. */
function shown(columns: readonly { readonly name: string; readonly type: string }[]): string {
  return columns.map(({ name, type }) => `${name.replace(/^Column\d+$/, 'Column#')}:${type}`).join(', ');
}

const literals: Readonly<Record<string, readonly string[]>> = {
  string: ["'a'", "''"],
  long: ['0', '7'],
  int: ['int(3)'],
  real: ['1.5'],
  decimal: ['decimal(2.5)'],
  bool: ['true'],
  datetime: ['datetime(2024-01-01)', 'now()'],
  timespan: ['1h'],
  guid: ['guid(74be27de-1e4e-49d9-b579-fe0b331d3642)'],
  dynamic: ['parse_json(\'{"a":[1]}\')'],
};
const types = Object.keys(literals);

/** Calls and operators by the type they give; a type in braces stands for an expression of it. */
const expressions: Readonly<Record<string, readonly string[]>> = {
  string: [
    ...['tostring({long})', 'tostring({dynamic})', 'strcat({string}, {long})', 'toupper({string})', 'substring({string}, 1)'],
    ...['iff({bool}, {string}, {string})', "extract('(.)', 1, {string})", "format_datetime({datetime}, 'yyyy')", 'strrep({string}, 2)'],
    ...['coalesce({string}, {string})', 'case({bool}, {string}, {string})', "replace_string({string}, 'a', 'b')", "trim(' ', {string})"],
  ],
  long: [
    ...['strlen({string})', '{long} + {int}', 'tolong({real})', 'array_length({dynamic})', 'bin({long}, 5)', '{int} * {int}'],
    ...["datetime_diff('day', {datetime}, {datetime})", "indexof({string}, 'a')", 'hash({string}, 10)', 'max_of({long}, {int})'],
  ],
  int: ['toint({long})', 'toint({string})', 'dayofyear({datetime})'],
  real: ['todouble({long})', '{real} * {int}', '{timespan} / {timespan}', 'round({real}, 1)', 'sqrt({real})', '{long} / {real}'],
  decimal: ['todecimal({long})', '{decimal} + {real}', '{decimal} * {int}'],
  bool: [
    ...["{string} has 'a'", "{string} =~ 'a'", '{long} > {real}', '{int} == {long}', 'isnull({datetime})', 'isempty({string})'],
    ...[
      '({bool} and {bool})',
      'not({bool})',
      "{string} in ('a', 'b')",
      "{dynamic} == 'a'",
      'tobool({string})',
      "{string} has_any ('a', 'b')",
    ],
    ...['{datetime} between (ago(1d) .. now())', "{string} matches regex 'a'"],
  ],
  datetime: ['todatetime({string})', '{datetime} + {timespan}', 'startofday({datetime})', 'bin({datetime}, 1h)', '{datetime} - 1h'],
  timespan: ['{datetime} - {datetime}', 'totimespan({string})', '{timespan} * 2', 'dayofweek({datetime})', 'bin({timespan}, 1h)'],
  guid: ['toguid({string})'],
  dynamic: [
    ...['parse_json({string})', 'pack_array({long}, {string})', "bag_pack('a', {timespan})", "split({string}, ',')", 'todynamic({string})'],
    ...["extract_all('(.)', {string})", 'd.a', 'd[0]', "d['a'].b[-1]", 'todynamic({string}).x'],
  ],
};

const aggregates = [
  ...['count()', 'countif({bool})', 'sum({long})', 'sum({real})', 'sum({timespan})', 'avg({int})', 'avg({datetime})', 'avg({decimal})'],
  ...[
    'min({string})',
    'max({datetime})',
    'max({real})',
    'dcount({string})',
    'make_list({long})',
    'make_set({dynamic})',
    'take_any({guid})',
  ],
  ...[
    'arg_max({datetime}, *)',
    'arg_min({real}, {string}, {long})',
    'percentile({long}, 95)',
    'percentiles({real}, 5, 99.9)',
    'stdev({int})',
  ],
  ...[
    'sumif({long}, {bool})',
    'minif({datetime}, {bool})',
    'make_bag(todynamic({string}))',
    'make_list_if({string}, {bool})',
    'hll({string})',
  ],
  ...['round(avg({real}), 2)', 'sum({long}) / count()', 'array_length(make_set({string}))', 'tostring(make_list({long}))', 'any({bool})'],
];

function expression(pick: Pick, columns: readonly Column[], type: string, depth = 2): string {
  const own = columns.filter((column) => column.type === type).map(({ name }) => quoted(name));
  const kind = depth === 0 ? pick('column', 'literal') : pick('column', 'call', 'call', 'literal');
  if (kind === 'column' && own.length > 0) return pick(...own);
  if (kind !== 'call') return pick(...literals[type]);
  return filled(pick, columns, pick(...expressions[type].filter((text) => !/^d[.[]/.test(text) || own.includes('d'))), depth - 1);
}

function filled(pick: Pick, columns: readonly Column[], template: string, depth: number): string {
  return template.replace(/\{(\w+)\}/g, (_, type: string) => {
    const text = expression(pick, columns, type, depth);
    return /[^\w()'".,{}: ]/.test(text) || / (and|or|in|has|between|matches) /.test(text) ? `(${text})` : text;
  });
}

function operator(pick: Pick, columns: readonly Column[]): string {
  const names = columns.map(({ name }) => quoted(name));
  const plain = columns.filter(({ type }) => type !== 'dynamic').map(({ name }) => quoted(name));
  const lists = columns.filter(({ type }) => type === 'dynamic').map(({ name }) => quoted(name));
  const name = (): string => pick('x', 'y', 'z1', 'n', 's', 'k9');
  const item = (): string => pick('', '', `${name()} = `) + expression(pick, columns, pick(...types));
  const keys = (): string =>
    pick(...plain, `x7 = ${expression(pick, columns, 'string', 1)}`, `bin(${expression(pick, columns, 'datetime', 0)}, 1h)`);
  const aggregate = (): string => pick('', '', `${pick('A', 'B', 'C')} = `) + filled(pick, columns, pick(...aggregates), 1);
  const word = pick('where', 'extend', 'project', 'summarize', 'columns', 'rows', 'join', 'union', 'expand', 'parse', 'order', 'other');
  switch (plain.length === 0 ? 'extend' : word) {
    case 'where':
      return `where ${expression(pick, columns, 'bool')}`;
    case 'extend':
    case 'project':
      return `${pick('extend', 'project')} ${pick(item(), `${item()}, ${item()}`)}`;
    case 'summarize':
      return `summarize ${aggregate()}, ${aggregate()}${pick('', ` by ${keys()}`, ` by ${keys()}, ${keys()}`)}`;
    case 'columns':
      return pick(
        ...[
          `project-away ${pick(...names)}`,
          `project-keep ${pick(...names)}, ${pick(...names)}`,
          `project-rename fresh = ${pick(...names)}`,
        ],
        ...[`project-reorder ${pick(...names)}`, `distinct ${keys()}`, names.includes('s') ? 'project-away s*' : 'count', 'count as rows'],
      );
    case 'rows':
      return pick('take 3', 'count', `top 3 by ${pick(...plain)} asc`, `sample-distinct 2 of ${pick(...plain)}`, 'as Named');
    case 'join':
      return pick(
        `join kind=${pick('inner', 'leftouter', 'fullouter', 'leftsemi', 'rightanti', 'innerunique')} (U) on ${pick('s', 'n', '$left.s == $right.k')}`,
        `lookup ${pick('', 'kind=inner ')}(U) on ${pick('s', 'n')}`,
        'join (T | project s, n, x = d, s1 = s2) on s',
      );
    case 'union':
      return `union ${pick('', `withsource=w${columns.length} `)}${pick('U', '(U | project s, n = tostring(n))', '(print n = 1.5, zz = 1)')}`;
    case 'expand': {
      const list = pick(...lists, 'one = parse_json("[1]")');
      return pick(
        `mv-expand ${list}${pick('', ' to typeof(long)')}`,
        `mv-expand with_itemindex=idx ${list}`,
        `mv-apply ${list} on (${pick('take 1', 'summarize c = count()', 'extend y = 1')})`,
      );
    }
    case 'parse':
      return `${pick('parse', 'parse-where')} ${expression(pick, columns, 'string', 0)} with 'id=' p${columns.length}:long ' ' q${columns.length} '=' *`;
    case 'order':
      return pick(
        ...[`sort by ${pick(...plain)}`, `serialize r${columns.length} = row_number()`, `top-nested 2 of ${pick(...plain)} by count()`],
        `top-hitters 2 of ${pick(...plain)}`,
      );
    default:
      return pick(
        ...[`partition by ${pick(...plain)} (${pick('take 1', 'summarize count()', 'extend w = 1')})`, 'evaluate narrow()', 'search "a"'],
        ...[`make-series count(), q = sum(n) on t from datetime(2024-01-01) to datetime(2024-01-03) step 1d by ${pick(...plain)}`],
        ...[
          `serialize | scan declare (a${columns.length}:long = 0) with_match_id=m${columns.length} with (step p: true;)`,
          'render timechart',
        ],
      );
  }
}

function quoted(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) && name !== 'Count' ? name : `['${name}']`;
}

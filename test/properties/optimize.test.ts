import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Source } from '../../src/data/table.ts';
import type { ScalarType } from '../../src/data/types.ts';
import type { Cell } from '../../src/data/vector.ts';
import { Database, KqlError } from '../../src/index.ts';
import { rules } from '../../src/plan/optimize/index.ts';
import { cell } from './columns.ts';
import { type Delivery, deliveredSource, delivery, type RandomTable } from './sources.ts';

/**
 * A query gives the same rows in the same order, whether its plan runs as bound or as the rules of plan/optimize have made it, with all of
 * them and without any one. Where it fails as bound, the better plan may give an answer, because it looks at fewer rows; never the other way.
 */

interface Column {
  readonly name: string;
  readonly type: ScalarType;
}

const small = fc.integer({ min: -3, max: 4 });
const tableColumns: Readonly<Record<string, readonly [ScalarType, fc.Arbitrary<unknown>]>> = {
  n: ['long', fc.option(small, { freq: 4 })],
  m: ['long', fc.oneof(small, cell('long'))],
  r: ['real', cell('real')],
  b: ['bool', cell('bool')],
  s: ['string', fc.constantFrom('', 'a', 'A b', 'ab', 'b-a', 'k=1', 'k=2 z', '12')],
  u: ['string', fc.constantFrom('', 'a', 'b', 'c')],
  d: [
    'datetime',
    fc.option(
      small.map((n) => 638_000_000_000_000_000n + BigInt(n) * 6_000_000_000n),
      { freq: 4 },
    ),
  ],
  x: ['dynamic', cell('dynamic')],
};
const otherColumns: typeof tableColumns = {
  u: tableColumns.u,
  n: tableColumns.n,
  w: ['long', fc.option(small, { freq: 4 })],
  v: ['string', tableColumns.s[1]],
  m: ['real', cell('real')],
};

const tableOf = (columns: typeof tableColumns): fc.Arbitrary<RandomTable> =>
  fc
    .array(fc.tuple(...Object.values(columns).map(([, values]) => values as fc.Arbitrary<Cell>)), { maxLength: 25 })
    .map((rows) => ({ schema: { columns: Object.entries(columns).map(([name, [type]]) => ({ name, type })) }, rows }));
const columnsOf = (columns: typeof tableColumns): readonly Column[] => Object.entries(columns).map(([name, [type]]) => ({ name, type }));

/** Picks by numbers that fast-check made, so that a query shrinks as they do. */
class Choices {
  private readonly numbers: readonly number[];
  private at = 0;

  constructor(numbers: readonly number[]) {
    this.numbers = numbers;
  }

  below(limit: number): number {
    return (this.numbers[this.at++ % this.numbers.length] + this.at) % limit;
  }

  of<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)];
  }

  some<Item>(items: readonly Item[], most: number): Item[] {
    const count = 1 + this.below(most);
    return [...new Set(Array.from({ length: count }, () => this.of(items)))];
  }
}

const predicates: Readonly<Partial<Record<ScalarType, readonly string[]>>> = {
  long: ['# > 1', '# == 2', '# != 2', 'isnull(#)', '# in (1, 2, 3)', '# between (-1 .. 2)', 'not(# < 0)', '# + 1 > 2', 'bin(#, 2) == 2'],
  real: ['# < 1.5', '# == #', 'isnan(#)', "tostring(#) startswith '-'"],
  bool: ['#', 'not(#)', '# == true'],
  string: [
    "# == 'a'",
    "# != 'ab'",
    "# has 'a'",
    "# contains 'B'",
    "# startswith 'a'",
    "# in ('a', 'c')",
    "# !in ('a', '')",
    'isempty(#)',
  ].concat([
    "# matches regex '^a'",
    "# has_any ('a', 'x1')",
    'strlen(#) > 1',
    "# =~ 'A'",
    "strrep(#, 2) == 'aa'",
    "extract('(a)', 1, #) == 'a'",
  ]),
  datetime: ['# > datetime(2022-09-28T22:15)', 'isnotnull(#)', '# < datetime(2022-09-28T22:14) or isnull(#)', 'bin(#, 1h) == #'],
  dynamic: ['isnull(#)', '#.a == 1', 'array_length(#) > 0', "tostring(#) has 'a'", '#[0] == 1'],
};
const values: Readonly<Partial<Record<ScalarType, readonly (readonly [string, ScalarType])[]>>> = {
  long: [
    ['# + 1', 'long'],
    ['tostring(#)', 'string'],
    ['# > 0', 'bool'],
    ['iff(# > 0, #, 0)', 'long'],
    ['pack_array(#, 7)', 'dynamic'],
  ],
  real: [
    ['# * 2', 'real'],
    ['round(#)', 'real'],
  ],
  bool: [
    ['not(#)', 'bool'],
    ['tolong(#)', 'long'],
  ],
  string: [
    ['toupper(#)', 'string'],
    ['strlen(#)', 'long'],
    ["strcat(#, 'a')", 'string'],
    ["split(#, ' ')", 'dynamic'],
  ],
  datetime: [
    ['bin(#, 10m)', 'datetime'],
    ['# + 1h', 'datetime'],
  ],
  dynamic: [
    ['tostring(#)', 'string'],
    ['array_length(#)', 'long'],
    ['#.a', 'dynamic'],
  ],
};
const constants: readonly (readonly [string, ScalarType])[] = [
  ['1', 'long'],
  ["'a'", 'string'],
  ['datetime(2022-09-28)', 'datetime'],
  ['true', 'bool'],
];

class QueryBuilder {
  columns: readonly Column[];
  readonly choices: Choices;
  private names = 0;

  constructor(choices: Choices, columns: readonly Column[]) {
    this.choices = choices;
    this.columns = columns;
  }

  pipe(length: number, depth = 0): string {
    let text = '';
    for (let i = 0; i < length; i++) text += `\n| ${this.stage(depth)}`;
    return text;
  }

  private stage(depth: number): string {
    const { choices } = this;
    const kind = choices.below(30);
    if (kind < 9) return `where ${this.predicates()}`;
    if (kind < 12) return this.extend();
    if (kind < 14) return this.project();
    if (kind === 14) return `sort by ${this.sortKeys()}`;
    if (kind === 15) return choices.of([`take ${choices.below(12)}`, `top ${choices.below(12)} by ${this.sortKeys()}`, `limit 3`]);
    if (kind === 16) return `sort by ${this.sortKeys()} | take ${choices.below(12)}`;
    if (kind < 20) return this.summarize();
    if (kind < 23) return depth < 2 ? this.join(depth) : 'where true';
    if (kind < 25) return depth < 2 ? this.union(depth) : 'where 1 == 2';
    if (kind === 25) return this.expand();
    if (kind === 26) return this.parse();
    if (kind === 27) return `sort by ${this.sortKeys()} | ${this.named('row_number()', 'long')}`;
    if (kind === 28)
      return choices.of([() => this.named('rand()', 'real'), () => 'where rand() < 0.7', () => 'sample 3', () => this.apply()])();
    return this.partition();
  }

  /** The stages that matter most to what is moved: a join and a filter over both of its sides. */
  joinAndFilter(): string {
    return `\n| ${this.join(1)}\n| where ${this.predicates()}`;
  }

  private of(type: ScalarType): readonly Column[] {
    return this.columns.filter((column) => column.type === type);
  }

  private predicates(): string {
    const { choices } = this;
    const list = Array.from({ length: 1 + choices.below(3) }, () => {
      const column = choices.of(this.columns);
      const text = choices.of(predicates[column.type] ?? ['isnotnull(#)']).replaceAll('#', column.name);
      return choices.below(7) === 0 ? `(${text} or isempty('${choices.of(['', 'a'])}'))` : text;
    });
    return list.join(choices.below(5) === 0 ? ' or ' : ' and ');
  }

  private value(): readonly [string, ScalarType] {
    const { choices } = this;
    const column = choices.of(this.columns);
    const forms = values[column.type];
    if (forms === undefined || choices.below(4) === 0) return choices.of(constants);
    const [text, type] = choices.of(forms);
    return [text.replaceAll('#', column.name), type];
  }

  private name(): string {
    return `c${this.names++}`;
  }

  /** Takes a name that is new, or now and then one that is there. */
  private named(text: string, type: ScalarType): string {
    const name = this.choices.below(4) === 0 ? this.choices.of(this.columns).name : this.name();
    const place = this.columns.findIndex((column) => column.name === name);
    this.columns = place < 0 ? [...this.columns, { name, type }] : this.columns.with(place, { name, type });
    return `extend ${name} = ${text}`;
  }

  private extend(): string {
    return this.named(...this.value());
  }

  private project(): string {
    const { choices } = this;
    const picked = choices.some(this.columns, 4);
    const [text, type] = this.value();
    if (choices.below(3) === 0) {
      const away = picked.slice(0, Math.max(0, this.columns.length - 1)).slice(0, 2);
      if (away.length === 0) return 'where true';
      this.columns = this.columns.filter((column) => !away.includes(column));
      return `project-away ${away.map(({ name }) => name).join(', ')}`;
    }
    const name = this.name();
    this.columns = [...picked, { name, type }];
    return `project ${[...picked.map((column) => column.name), `${name} = ${text}`].join(', ')}`;
  }

  private sortKeys(): string {
    const keys = this.columns.filter(({ type }) => type !== 'dynamic');
    if (keys.length === 0) return '1';
    return this.choices
      .some(keys, 2)
      .map(({ name }) => `${name} ${this.choices.of(['asc', 'desc', 'asc nulls last'])}`)
      .join(', ');
  }

  private summarize(): string {
    const { choices } = this;
    const grouping = this.columns.filter(({ type }) => type !== 'dynamic');
    const keys = grouping.length === 0 || choices.below(5) === 0 ? [] : choices.some(grouping, 3);
    const aggregates: Column[] = [];
    const texts = Array.from({ length: choices.below(4) }, () => {
      const column = choices.of(this.columns);
      const forms: (readonly [string, ScalarType])[] = [
        ['count()', 'long'],
        [`make_list(${column.name})`, 'dynamic'],
      ];
      if (column.type === 'long') forms.push([`sum(${column.name})`, 'long'], [`countif(${column.name} > 1)`, 'long']);
      if (column.type !== 'dynamic') forms.push([`take_any(${column.name})`, column.type], [`dcount(${column.name})`, 'long']);
      if (column.type === 'long' || column.type === 'datetime') forms.push([`max(${column.name})`, column.type]);
      const [text, type] = choices.of(forms);
      const name = this.name();
      aggregates.push({ name, type });
      return `${name} = ${text}`;
    });
    if (keys.length === 0 && texts.length === 0) {
      this.columns = [{ name: 'Count', type: 'long' }];
      return 'count';
    }
    this.columns = [...keys, ...aggregates];
    return `summarize ${texts.join(', ')}${keys.length > 0 ? ` by ${keys.map(({ name }) => name).join(', ')}` : ''}`;
  }

  private join(depth: number): string {
    const { choices } = this;
    const keys = this.columns.filter(({ name, type }) => (name === 'u' && type === 'string') || (name === 'n' && type === 'long'));
    if (keys.length === 0) return 'where true';
    const right = new QueryBuilder(choices, columnsOf(otherColumns));
    right.names = this.names + 100 * (depth + 1);
    const source = choices.of(['U', 'Big']);
    const inner = right.pipe(choices.below(3), depth + 1);
    const common = keys.filter((key) => right.columns.some(({ name, type }) => name === key.name && type === key.type));
    if (common.length === 0) return 'where true';
    const on = choices.some(common, 2);
    const kind = choices.of([
      'innerunique',
      'inner',
      'leftouter',
      'rightouter',
      'fullouter',
      'leftsemi',
      'leftanti',
      'rightsemi',
      'rightanti',
    ]);
    const left = /^right(semi|anti)$/.test(kind) ? [] : this.columns;
    const others = /^left(semi|anti)$/.test(kind) ? [] : right.columns;
    const all = new Set([...this.columns, ...right.columns].map(({ name }) => name));
    const taken = new Set(left.map(({ name }) => name));
    this.columns = [
      ...left,
      ...others.map(({ name, type }) => {
        let free = name;
        for (let suffix = 1; taken.has(free) || (free !== name && all.has(free)); suffix++) free = `${name}${suffix}`;
        taken.add(free);
        return { name: free, type };
      }),
    ];
    const filter = this.columns.length > 0 && choices.below(2) === 0 ? `\n| where ${this.predicates()}` : '';
    return `join kind=${kind} (${source}${inner}) on ${on.map(({ name }) => name).join(', ')}${filter}`;
  }

  private union(depth: number): string {
    const { choices } = this;
    const inner = new QueryBuilder(choices, columnsOf(tableColumns));
    inner.names = this.names;
    const text = inner.pipe(choices.below(3), depth + 1);
    this.names = Math.max(this.names, inner.names);
    const types = new Map<string, ScalarType[]>();
    for (const { name, type } of [...this.columns, ...inner.columns]) {
      const known = types.get(name) ?? [];
      if (!known.includes(type)) types.set(name, [...known, type]);
    }
    // a name of two types is split, and is left alone from then on
    const columns = [...types].flatMap(([name, list]): Column[] => (list.length === 1 ? [{ name, type: list[0] }] : []));
    if (columns.length === 0) return 'where true';
    const source = choices.below(2) === 0 ? this.name() : undefined;
    this.columns = source === undefined ? columns : [...columns, { name: source, type: 'string' }];
    const filter =
      source === undefined ? '' : ` | where ${source} ${choices.of(['==', '!='])} '${choices.of(['T', 'union_arg0', 'union_arg1'])}'`;
    return `union ${source === undefined ? '' : `withsource=${source} `}(T${text})${filter}`;
  }

  private expand(): string {
    const items = this.of('dynamic');
    if (items.length === 0) return 'where true';
    const { name } = this.choices.of(items);
    const type = this.choices.of(['', ' to typeof(long)']);
    this.columns = this.columns.map((column) => (column.name === name && type !== '' ? { name, type: 'long' } : column));
    const index = this.choices.below(3) === 0 ? this.name() : undefined;
    if (index !== undefined) this.columns = [...this.columns, { name: index, type: 'long' }];
    return `mv-expand ${index === undefined ? '' : `with_itemindex=${index} `}${name}${type}`;
  }

  private apply(): string {
    const items = this.of('dynamic');
    if (items.length === 0) return 'where true';
    const { name } = this.choices.of(items);
    return `mv-apply ${name} on (where isnotnull(${name}) | take 2)`;
  }

  private parse(): string {
    const texts = this.of('string');
    if (texts.length === 0) return 'where true';
    const [first, second] = [this.name(), this.name()];
    this.columns = [...this.columns, { name: first, type: 'string' }, { name: second, type: 'long' }];
    return `${this.choices.of(['parse', 'parse-where'])} ${this.choices.of(texts).name} with ${first} '=' ${second}:long *`;
  }

  private partition(): string {
    const keys = this.of('string');
    if (keys.length === 0) return 'where true';
    return `partition by ${this.choices.of(keys).name} (where ${this.predicates()} | sort by ${this.sortKeys()} | take 2)`;
  }
}

interface Query {
  readonly text: string;
  readonly table: RandomTable;
  readonly other: RandomTable;
  readonly delivery: Delivery;
}

const query: fc.Arbitrary<Query> = fc
  .record({
    numbers: fc.array(fc.nat(10_000), { minLength: 8, maxLength: 40 }),
    length: fc.integer({ min: 2, max: 8 }),
    form: fc.nat(4),
    table: tableOf(tableColumns),
    other: tableOf(otherColumns),
    delivery,
  })
  .map(({ numbers, length, form, ...tables }) => {
    const builder = new QueryBuilder(new Choices(numbers), columnsOf(tableColumns));
    if (form > 2) return { ...tables, text: `T${builder.joinAndFilter()}${builder.pipe(length >> 2)}` };
    if (form > 0) return { ...tables, text: `T${builder.pipe(length)}` };
    // a part that is read twice
    const head = builder.pipe(Math.ceil(length / 2));
    const tail = builder.pipe(Math.floor(length / 2));
    return { ...tables, text: `let L = T${head};\nL${tail}\n| union (L | count)` };
  });

type Outcome =
  | { readonly error: KqlError }
  | { readonly names: readonly string[]; readonly types: readonly string[]; readonly rows: unknown };

async function outcome({ text, ...data }: Query, optimize: boolean | { readonly without: readonly string[] }): Promise<Outcome> {
  const database = new Database({ now: '2024-05-01T00:00:00Z', schemas: false });
  const other = deliveredSource(data.other, data.delivery);
  const sources: Readonly<Record<string, Source>> = {
    T: deliveredSource(data.table, data.delivery),
    U: other,
    // says that it is large, so that what is done with large tables is done with it
    Big: { ...other, rowCount: 10_000_000 },
  };
  for (const [name, source] of Object.entries(sources)) database.addSource(name, source);
  try {
    const result = await database.query(text, { seed: 7, optimize });
    return { names: result.columns.map(({ name }) => name), types: result.columns.map(({ type }) => type), rows: result.toRows() };
  } catch (error) {
    if (error instanceof KqlError) return { error };
    throw error;
  }
}

describe('what the rules of the optimizer leave alone', () => {
  it('is the rows of every query, in their order', async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(query, async (given) => {
        const asBound = await outcome(given, false);
        if ('error' in asBound) {
          expect(asBound.error.kind, `${given.text}\n${asBound.error.message}`).not.toBe('semantic');
          return;
        }
        answered++;
        expect(await outcome(given, true), given.text).toEqual(asBound);
      }),
      { numRuns: 500 },
    );
    expect(answered).toBeGreaterThan(300);
  });

  it('is the rows of every query where one rule is left out', async () => {
    await fc.assert(
      fc.asyncProperty(query, fc.constantFrom(...Object.keys(rules)), async (given, without) => {
        const asBound = await outcome(given, false);
        if (!('error' in asBound)) expect(await outcome(given, { without: [without] }), given.text).toEqual(asBound);
      }),
      { numRuns: 150 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { parse } from '../../src/syntax/parse.ts';
import { operatorOf, statementOf } from './trees.ts';

const name = (text: string, bracketed = false): unknown => ({ kind: 'name', text, bracketed });
const long = (value: number): unknown => ({ kind: 'literal', type: 'long', value: BigInt(value), obfuscated: false });
const string = (value: string): unknown => ({ kind: 'literal', type: 'string', value, obfuscated: false });
const parameter = (parameterName: string, value: unknown): unknown => ({ kind: 'operator-parameter', name: parameterName, value });
const call = (functionName: string, ...list: unknown[]): unknown => ({ kind: 'call', name: name(functionName), arguments: list });
const key = (expression: unknown, direction?: string, nulls?: string): unknown => ({ kind: 'sort-key', expression, direction, nulls });
const subquery = (...operators: unknown[]): unknown => ({ kind: 'pipe', source: undefined, operators });
const count = { kind: 'count', parameters: [], as: undefined };
const schema = (...columns: [string, string][]): unknown => ({
  kind: 'row-schema',
  star: false,
  columns: columns.map(([column, type]) => ({ kind: 'column-declaration', name: name(column), type: { kind: 'type', text: type } })),
});

describe('trees of operators', () => {
  it.each<[string, unknown]>([
    ['T | where a', { kind: 'where', keyword: 'where', parameters: [], predicate: name('a') }],
    ['T | filter a', { kind: 'where', keyword: 'filter', parameters: [], predicate: name('a') }],
    ['T | take 5', { kind: 'take', keyword: 'take', parameters: [], count: long(5) }],
    ['T | limit 5', { kind: 'take', keyword: 'limit', parameters: [], count: long(5) }],
    ['T | project', { kind: 'project', items: [] }],
    ['T | project-away a*, b', { kind: 'project-away', columns: [{ kind: 'wildcard-name', pattern: 'a*' }, name('b')] }],
    ["T | project-keep *, ['c d']", { kind: 'project-keep', columns: [{ kind: 'wildcard-name', pattern: '*' }, name('c d', true)] }],
    [
      'T | project-reorder a, b* granny-desc',
      {
        kind: 'project-reorder',
        items: [
          { column: name('a'), order: undefined },
          { column: { kind: 'wildcard-name', pattern: 'b*' }, order: 'granny-desc' },
        ],
      },
    ],
    [
      'T | sort by a, b asc nulls last',
      { kind: 'sort', keyword: 'sort', parameters: [], keys: [key(name('a')), key(name('b'), 'asc', 'last')] },
    ],
    ['T | order by a desc', { kind: 'sort', keyword: 'order', parameters: [], keys: [key(name('a'), 'desc')] }],
    ['T | top 3 by a', { kind: 'top', parameters: [], count: long(3), keys: [key(name('a'))] }],
    ['T | count', count],
    ['T | count as n', { kind: 'count', parameters: [], as: name('n') }],
    ['T | distinct *', { kind: 'distinct', parameters: [], items: [{ kind: 'star' }] }],
    ['T | sample-distinct 2 of a', { kind: 'sample-distinct', parameters: [], count: long(2), of: name('a') }],
    [
      'T | summarize hint.strategy=shuffle n = count() by a, bin(t, 1)',
      {
        kind: 'summarize',
        parameters: [parameter('hint.strategy', name('shuffle'))],
        aggregates: [{ kind: 'named', names: [name('n')], tuple: false, value: call('count') }],
        by: [name('a'), call('bin', name('t'), long(1))],
        bin: undefined,
      },
    ],
    ['T | summarize by a', { kind: 'summarize', parameters: [], aggregates: [], by: [name('a')], bin: undefined }],
    [
      'T | summarize count() by t bin = 1',
      { kind: 'summarize', parameters: [], aggregates: [call('count')], by: [name('t')], bin: long(1) },
    ],
    [
      'T | top-nested 2 of a with others = "x" by sum(b) desc, top-nested of c by max(d)',
      {
        kind: 'top-nested',
        levels: [
          { count: long(2), of: name('a'), others: string('x'), by: call('sum', name('b')), direction: 'desc', nulls: undefined },
          { count: undefined, of: name('c'), others: undefined, by: call('max', name('d')), direction: undefined, nulls: undefined },
        ],
      },
    ],
    ['T | top-hitters 2 of a by b', { kind: 'top-hitters', count: long(2), of: name('a'), by: name('b') }],
    [
      'T | join kind=inner (U | count) on a, $left.b == $right.c',
      {
        kind: 'join',
        parameters: [parameter('kind', name('inner'))],
        right: { kind: 'parenthesized', expression: { kind: 'pipe', source: name('U'), operators: [count] } },
        on: [
          name('a'),
          {
            kind: 'binary',
            operator: '==',
            left: { kind: 'path', base: name('$left'), member: name('b') },
            right: { kind: 'path', base: name('$right'), member: name('c') },
          },
        ],
        where: undefined,
      },
    ],
    ['T | join U where a', { kind: 'join', parameters: [], right: name('U'), on: undefined, where: name('a') }],
    ['T | join U', { kind: 'join', parameters: [], right: name('U'), on: undefined, where: undefined }],
    ['T | lookup U on a', { kind: 'lookup', parameters: [], right: name('U'), on: [name('a')] }],
    [
      'T | mv-expand with_itemindex=i a = b to typeof(long), c limit 5',
      {
        kind: 'mv-expand',
        keyword: 'mv-expand',
        parameters: [parameter('with_itemindex', name('i'))],
        items: [
          {
            expression: { kind: 'named', names: [name('a')], tuple: false, value: name('b') },
            type: { kind: 'typeof', type: { kind: 'type', text: 'long' } },
          },
          { expression: name('c'), type: undefined },
        ],
        limit: long(5),
      },
    ],
    [
      'T | mv-apply a on (count)',
      {
        kind: 'mv-apply',
        keyword: 'mv-apply',
        parameters: [],
        items: [{ expression: name('a'), type: undefined }],
        limit: undefined,
        contextId: undefined,
        subquery: subquery(count),
      },
    ],
    [
      "T | parse kind=regex flags=Ui a with * 'x' 'y' b:long * c",
      {
        kind: 'parse',
        parameters: [parameter('kind', name('regex')), parameter('flags', name('Ui'))],
        expression: name('a'),
        pattern: [
          { kind: 'star' },
          string('xy'),
          { kind: 'parse-column', name: name('b'), type: { kind: 'type', text: 'long' } },
          { kind: 'star' },
          { kind: 'parse-column', name: name('c'), type: undefined },
        ],
      },
    ],
    [
      "T | parse-kv a as (b:long) with (pair_delimiter=',', greedy=true)",
      {
        kind: 'parse-kv',
        parameters: [],
        expression: name('a'),
        keys: schema(['b', 'long']),
        with: [
          parameter('pair_delimiter', string(',')),
          parameter('greedy', { kind: 'literal', type: 'bool', value: true, obfuscated: false }),
        ],
      },
    ],
    [
      'T | evaluate f(a) : (*, b:long)',
      {
        kind: 'evaluate',
        parameters: [],
        call: call('f', name('a')),
        schema: { ...(schema(['b', 'long']) as object), star: true },
      },
    ],
    ['T | invoke f(1)', { kind: 'invoke', function: call('f', long(1)) }],
    ['T | as hint.materialized=true X', { kind: 'as', parameters: [parameter('hint.materialized', expect.anything())], name: name('X') }],
    [
      'T | render timechart kind=stacked by a, b with (title="x", ycolumns=c, d, ymin=-1)',
      {
        kind: 'render',
        chart: name('timechart'),
        properties: [
          { name: 'kind', bare: true, values: [name('stacked')] },
          { name: 'by', bare: true, values: [name('a'), name('b')] },
          { name: 'title', bare: false, values: [string('x')] },
          { name: 'ycolumns', bare: false, values: [name('c'), name('d')] },
          { name: 'ymin', bare: false, values: [{ kind: 'unary', operator: '-', operand: long(1) }] },
        ],
      },
    ],
    [
      'T | make-series n = count() default = 0, sum(a) on t from 1 to 9 step 2 by b',
      {
        kind: 'make-series',
        parameters: [],
        aggregates: [
          { expression: { kind: 'named', names: [name('n')], tuple: false, value: call('count') }, defaultValue: long(0) },
          { expression: call('sum', name('a')), defaultValue: undefined },
        ],
        on: name('t'),
        inRange: undefined,
        from: long(1),
        to: long(9),
        step: long(2),
        by: [name('b')],
      },
    ],
    [
      'T | make-series count() on t in range(1, 9, 2)',
      {
        kind: 'make-series',
        parameters: [],
        aggregates: [{ expression: call('count'), defaultValue: undefined }],
        on: name('t'),
        inRange: [long(1), long(9), long(2)],
        from: undefined,
        to: undefined,
        step: undefined,
        by: undefined,
      },
    ],
    [
      'T | scan with_match_id=m order by a asc partition by b declare (c:long = 0) with (step s optional output=last: a > 1 => c = s.c; step t: true;)',
      {
        kind: 'scan',
        parameters: [parameter('with_match_id', name('m'))],
        orderBy: [key(name('a'), 'asc')],
        partitionBy: [name('b')],
        declare: [{ kind: 'parameter', name: name('c'), type: { kind: 'type', text: 'long' }, defaultValue: long(0) }],
        steps: [
          {
            name: name('s'),
            optional: true,
            output: 'last',
            condition: { kind: 'binary', operator: '>', left: name('a'), right: long(1) },
            assignments: [{ kind: 'named', names: [name('c')], tuple: false, value: { kind: 'path', base: name('s'), member: name('c') } }],
          },
          { name: name('t'), optional: false, output: undefined, condition: expect.anything(), assignments: [] },
        ],
      },
    ],
    [
      'T | partition by a (count)',
      {
        kind: 'partition',
        parameters: [],
        by: name('a'),
        scope: undefined,
        body: { form: 'subquery', statements: [], expression: subquery(count) },
      },
    ],
    [
      'T | partition by a { U | count }',
      {
        kind: 'partition',
        parameters: [],
        by: name('a'),
        scope: undefined,
        body: { form: 'query', statements: [], expression: { kind: 'pipe', source: name('U'), operators: [count] } },
      },
    ],
    [
      'T | fork (count) n=(U | count)',
      {
        kind: 'fork',
        branches: [
          { name: undefined, subquery: subquery(count) },
          { name: name('n'), subquery: { kind: 'pipe', source: name('U'), operators: [count] } },
        ],
      },
    ],
    ['T | facet by a, b', { kind: 'facet', by: [name('a'), name('b')], with: undefined }],
    ['T | facet by a with count', { kind: 'facet', by: [name('a')], with: subquery(count) }],
    ['T | facet by a with (count)', { kind: 'facet', by: [name('a')], with: { kind: 'parenthesized', expression: subquery(count) } }],
    [
      "T | reduce by a with threshold=0.5, characters='-'",
      {
        kind: 'reduce',
        parameters: [],
        by: name('a'),
        with: [
          parameter('threshold', { kind: 'literal', type: 'real', value: 0.5, obfuscated: false }),
          parameter('characters', string('-')),
        ],
      },
    ],
    ['T | getschema kind=csl', { kind: 'getschema', parameters: [parameter('kind', name('csl'))] }],
    ['T | assert-schema (a:long)', { kind: 'assert-schema', schema: schema(['a', 'long']) }],
    ['T | __executeAndCache', { kind: 'execute-and-cache' }],
    [
      'T | search kind=case_sensitive "x"',
      { kind: 'search', parameters: [parameter('kind', name('case_sensitive'))], in: undefined, predicate: string('x') },
    ],
  ])('%s', (text, tree) => expect(operatorOf(text)).toEqual(tree));
});

describe('graphs', () => {
  it('patterns', () => {
    expect(operatorOf('G | graph-match cycles=none (a)-[e*1..3]->(b)<--()--(c), (a) where e.x project a.y, z = b.w')).toEqual({
      kind: 'graph-match',
      parameters: [parameter('cycles', name('none'))],
      patterns: [
        {
          elements: [
            { kind: 'graph-node', name: name('a') },
            { kind: 'graph-edge', name: name('e'), direction: '-->', range: { from: long(1), to: long(3) } },
            { kind: 'graph-node', name: name('b') },
            { kind: 'graph-edge', name: undefined, direction: '<--', range: undefined },
            { kind: 'graph-node', name: undefined },
            { kind: 'graph-edge', name: undefined, direction: '--', range: undefined },
            { kind: 'graph-node', name: name('c') },
          ],
        },
        { elements: [{ kind: 'graph-node', name: name('a') }] },
      ],
      where: { kind: 'path', base: name('e'), member: name('x') },
      project: [expect.objectContaining({ kind: 'path' }), expect.objectContaining({ kind: 'named' })],
    });
  });

  it('edges in both notations', () => {
    const direction = (edge: string): unknown => {
      const { patterns } = operatorOf(`G | graph-match (a)${edge}(b)`) as { patterns: { elements: unknown[] }[] };
      return patterns[0].elements[1];
    };
    const edge = (arrow: string, edgeName?: unknown): unknown => ({
      kind: 'graph-edge',
      name: edgeName,
      direction: arrow,
      range: undefined,
    });
    expect(direction('-->')).toEqual(edge('-->'));
    expect(direction('-[e]->')).toEqual(edge('-->', name('e')));
    expect(direction('<-[e]-')).toEqual(edge('<--', name('e')));
    expect(direction('-[e]-')).toEqual(edge('--', name('e')));
  });

  it.each(['G | graph-match (a)(b)', 'G | graph-match (a)-->', 'G | graph-match (a)<-[e]->(b)'])('%s means nothing', (text) => {
    expect(parse(text).diagnostics.map(({ kind }) => kind)).toEqual(['semantic']);
  });

  it('making them', () => {
    expect(operatorOf('E | make-graph a --> b with N on c, (M | count) on d partitioned-by p (graph-match (x))')).toMatchObject({
      kind: 'make-graph',
      source: name('a'),
      direction: '-->',
      target: name('b'),
      nodes: [
        { table: name('N'), key: name('c') },
        { table: { kind: 'parenthesized' }, key: name('d') },
      ],
      nodeId: undefined,
      partitionedBy: { column: name('p'), subquery: { kind: 'pipe', source: undefined } },
    });
    expect(operatorOf('E | make-graph a -- b with_node_id=n')).toMatchObject({ direction: '--', nodeId: name('n'), nodes: [] });
  });

  it('turning them into tables', () => {
    expect(operatorOf('G | graph-to-table nodes as N with_node_id=n, edges')).toEqual({
      kind: 'graph-to-table',
      outputs: [
        { entity: 'nodes', as: name('N'), parameters: [parameter('with_node_id', name('n'))] },
        { entity: 'edges', as: undefined, parameters: [] },
      ],
    });
  });
});

describe('sources', () => {
  const expression = (text: string): unknown => (statementOf(text) as { expression: unknown }).expression;

  it.each<[string, unknown]>([
    ['print a = 1, 2', { kind: 'print', items: [{ kind: 'named', names: [name('a')], tuple: false, value: long(1) }, long(2)] }],
    ['range x from 1 to 5 step 2', { kind: 'range', name: name('x'), from: long(1), to: long(5), step: long(2) }],
    ['range(1, 5)', call('range', long(1), long(5))],
    [
      "datatable(a:long, ['b c']:string)[-1, 'x', ]",
      {
        kind: 'datatable',
        parameters: [],
        schema: {
          kind: 'row-schema',
          star: false,
          columns: [
            { kind: 'column-declaration', name: name('a'), type: { kind: 'type', text: 'long' } },
            { kind: 'column-declaration', name: name('b c', true), type: { kind: 'type', text: 'string' } },
          ],
        },
        values: [{ kind: 'unary', operator: '-', operand: long(1) }, string('x')],
      },
    ],
    [
      "externaldata(a:string)[@'http://x'] with (format='csv')",
      {
        kind: 'externaldata',
        keyword: 'externaldata',
        parameters: [],
        schema: schema(['a', 'string']),
        uris: [string('http://x')],
        with: [parameter('format', string('csv'))],
      },
    ],
    [
      'union kind=inner T, U*, (V)',
      {
        kind: 'union',
        parameters: [parameter('kind', name('inner'))],
        tables: [name('T'), { kind: 'wildcard-name', pattern: 'U*' }, { kind: 'parenthesized', expression: name('V') }],
      },
    ],
    [
      'find datascope=all withsource=s in (T, U | as V) where a project b:string, c, pack(*)',
      {
        kind: 'find',
        parameters: [parameter('datascope', name('all')), parameter('withsource', name('s'))],
        in: [name('T'), { kind: 'pipe', source: name('U'), operators: [{ kind: 'as', parameters: [], name: name('V') }] }],
        predicate: name('a'),
        project: {
          smart: false,
          columns: [
            { column: name('b'), type: { kind: 'type', text: 'string' } },
            { column: name('c'), type: undefined },
          ],
          pack: true,
        },
        projectAway: undefined,
      },
    ],
    [
      'search in (T) * and a',
      {
        kind: 'search',
        parameters: [],
        in: [name('T')],
        predicate: { kind: 'logical', operator: 'and', operands: [{ kind: 'star' }, name('a')] },
      },
    ],
    [
      'macro-expand isfuzzy=true entity_group [a, b] as X (let y = 1; X.T)',
      {
        kind: 'macro-expand',
        parameters: [parameter('isfuzzy', expect.anything())],
        group: { kind: 'entity-group', entities: [name('a'), name('b')] },
        scope: name('X'),
        statements: [expect.objectContaining({ kind: 'let' }), expect.objectContaining({ kind: 'expression-statement' })],
      },
    ],
  ])('%s', (text, tree) => expect(expression(text)).toEqual(tree));

  it('inline external tables', () => {
    const text =
      "inline_external_table (a:string) kind=storage partition by (d:datetime = bin(x, 1)) pathformat=('/' datetime_pattern('yyyy', d) '/' a) dataformat=csv ('u') with (b='c')";
    expect(expression(text)).toMatchObject({
      kind: 'inline-external-table',
      tableKind: name('storage'),
      partitionBy: [{ name: name('d'), type: { text: 'datetime' }, value: { kind: 'call' } }],
      pathFormat: [string('/'), call('datetime_pattern', string('yyyy'), name('d')), string('/'), name('a')],
      dataFormat: name('csv'),
      connectionStrings: [string('u')],
      with: [parameter('b', string('c'))],
    });
    expect(expression("inline_external_table kind=delta ('u')")).toMatchObject({ schema: undefined, dataFormat: undefined });
  });
});

describe('operators out of place', () => {
  const kinds = (text: string): string[] => parse(text).diagnostics.map(({ kind, message }) => `${kind}: ${message}`);

  it('have the right form and no meaning', () => {
    expect(kinds('where a')).toEqual(['semantic: `where` needs an input']);
    expect(kinds('T | join (where a) on b')).toEqual(['semantic: `where` needs an input']);
    expect(kinds('T | print 1')).toEqual(['semantic: `print` takes no input: it begins a query']);
    expect(kinds('T | sort by a granny-asc')).toEqual(['semantic: `granny-asc` orders the columns of project-reorder, not rows']);
    expect(kinds('T | mv-apply to typeof(long) on (count)')).toEqual(['semantic: expected a column to expand before `to`']);
    expect(kinds('print [1]')).toEqual(['semantic: brackets without anything before them hold a name in quotes']);
    expect(kinds('datatable(a:(b:long))[]')).toEqual(['semantic: a column has a scalar type, not a schema']);
    expect(kinds('print typeof(foo)')).toEqual(['semantic: `foo` is no type']);
  });
});

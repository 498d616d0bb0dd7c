import { describe, expect, it } from 'vitest';
import { positionAt } from '../../src/errors.ts';
import { parse } from '../../src/syntax/parse.ts';

/** Every finding as `line:column message [hint]`. */
function findings(text: string): string[] {
  return parse(text).diagnostics.map(({ message, span, hint }) => {
    const { line, column } = positionAt(text, span?.start ?? -1);
    return `${line}:${column} ${message}${hint === undefined ? '' : ` [${hint}]`}`;
  });
}

const end = 'expected `|`, `;` or the end of the query';

describe('what was found and what was expected', () => {
  it.each<[string, string]>([
    ['T | where', '1:10 expected a predicate after `where`, found the end of the query'],
    ['T | where a ==', '1:15 expected a value after `==`, found the end of the query'],
    ['T | where a == 1 and', '1:21 expected a value after `and`, found the end of the query'],
    ['T | sort a', '1:10 expected `by` after `sort`, found `a`'],
    ['T | top 5 a', '1:11 expected `by` and the column that decides, found `a`'],
    ['T | project a b', '1:15 expected `,`, found `b`'],
    ['T | join U on', '1:14 expected a key after `on`, found the end of the query'],
    ['T | lookup U', '1:13 expected `on` and the keys, found the end of the query'],
    ['T | parse a "x"', '1:13 expected `with` and a pattern, found a string'],
    ['T | mv-expand a to long', '1:20 expected `typeof(…)` after `to`, found `long`'],
    ['T | evaluate f', '1:15 expected `(` and the arguments, found the end of the query'],
    ['T | fork count', '1:10 expected a sub-query in parentheses after `fork`, found `count`'],
    ['T | make-series count() on t', '1:29 expected `step`, `from … to … step`, or `in range(…)`, found the end of the query'],
    ['range x from 1 to 5', '1:20 expected `step`, found the end of the query'],
    ['let x 1; x', '1:7 expected `=` after `let x`, found `1`'],
    ['declare query_parameters(a); T', '1:27 expected `:` and a type, found `)`'],
    ['print dynamic({a: 1})', "1:16 expected a property name in quotes, like 'a', found `a`"],
    ['T | where a[', '1:13 expected an index, found the end of the query'],
    ['T | where a.', '1:13 expected a name after `.`, found the end of the query'],
  ])('%s', (text, finding) => expect(findings(text)[0]).toBe(finding));
});

describe('guesses at what was meant', () => {
  it.each<[string, string]>([
    ['T | where !isempty(a)', '1:11 unexpected `!` [negation is a function: `not(…)`]'],
    ['T | where not a', `1:15 ${end}, found \`a\` [\`not\` is a function: \`not(…)\`]`],
    ['T | where a && b', '1:13 unexpected `&&` [write `and`]'],
    ['T | where a || b', '1:13 unexpected `||` [write `or`]'],
    ['T | where a = 1 and b = 2', `1:23 ${end}, found \`=\` [\`=\` only gives a name; \`==\` compares]`],
    ['T | where a is null', `1:13 ${end}, found \`is\` [write \`isnull(…)\` or \`isnotnull(…)\`]`],
    ['T | where a in 1, 2', '1:16 expected `(` after `in`, found `1` [a list is written `in (1, 2)`]'],
    ['T | where a between 1 and 2', '1:21 expected `(` after `between`, found `1` [a range is written `between (low .. high)`]'],
    [
      'T | where a == b == c',
      '1:18 `==` cannot follow another comparison [comparisons do not chain: join them with `and`, or put one in parentheses]',
    ],
    ['T | where a == “x”', "1:16 unexpected typographic quotes [strings stand in straight quotes: '…']"],
    ["T | where a == 'C:\\dir'", "1:19 unknown escape `\\d` [write `\\\\d` for a backslash, or a verbatim string: @'…']"],
    ["T | where a == 'x\n", "1:16 this string is never closed by ' [a string ends on its own line; use ``` for text of several lines]"],
    ['T | extend first = 1', "1:12 `first` cannot be a name as it is [put it in brackets: ['first']]"],
    ['T | extend a-b = 1', "1:12 `a-b` cannot be a name as it is [put it in brackets: ['a-b']]"],
    [
      'T | project a, last',
      "1:16 expected a column after `project`, found `last` [`last` is a reserved word: as a name it is written ['last']]",
    ],
    ['T | where größe > 1', "1:11 the name `größe` has letters beyond a to z [put it in brackets: ['größe']]"],
    ['T | summarize count(), by a', '1:24 expected an aggregate like `count()`, found `by` [the `,` before it is one too many]'],
    ['T | project a,\n| take 5', '2:1 expected a column after `project`, found `|` [the `,` before it is one too many]'],
    ['T | whree a', '1:5 expected an operator after `|`, found `whree` [did you mean `where`?]'],
    ['T | Where a', '1:5 expected an operator after `|`, found `Where` [operators are written in lower case: `where`]'],
    ['T | orderby a', '1:5 expected an operator after `|`, found `orderby` [write `order by`]'],
    ['T | select a', '1:5 expected an operator after `|`, found `select` [`project` chooses columns]'],
    [
      'T | count()',
      '1:5 expected an operator after `|`, found `count` [`count` stands alone; `summarize count()` takes arguments and groups]',
    ],
    ['T where a', `1:3 ${end}, found \`where\` [an operator stands after \`|\`: \`| where …\`]`],
    ['T | where a == 1 b', `1:18 ${end}, found \`b\` [is an operator missing before \`b\`?]`],
    ['let a = 1\nT', `2:1 ${end}, found \`T\` [is a \`;\` missing at the end of the line above, or a \`|\` before this one?]`],
    ['let a = 1 let b = 2; a', `1:11 ${end}, found \`let\` [a statement ends with \`;\`]`],
    ['let = 5; 1', `1:5 ${end}, found \`=\` [a name is missing after \`let\`]`],
    ['let f = (x) { x }; f(1)', `1:13 ${end}, found \`{\` [the parameters of a function have types: \`(a:long) { … }\`]`],
    [
      'let f = (x:lng) { x }; f(1)',
      '1:12 `lng` is no type that can stand here [the types are bool, datetime, decimal, dynamic, guid, int, long, real, string and timespan]',
    ],
    [
      'SELECT a FROM T',
      `1:8 ${end}, found \`a\` [this looks like SQL: in KQL a query begins with its table, \`Table | where … | project …\`]`,
    ],
    ['T\n| where f(a,\n  b', '3:4 expected `,` or `)`, found the end of the query [the `(` of line 2, column 10 is open]'],
    ['T | where a)', `1:12 ${end}, found \`)\` [no bracket is open that this one could close]`],
    ['| where a', '1:1 expected a query, found `|` [a query begins with a table: `Table | …`]'],
    ['T;;', '1:3 expected a query, found `;` [one `;` ends a statement]'],
    ['print 1 /* x */', '1:10 expected a value after `/`, found `*` [a comment begins with `//`]'],
    ['print a ? b : c', '1:9 expected `,`, found `?` [write `iff(condition, then, else)`]'],
    ['datatable(a:long)[1L]', '1:19 expected a literal value, found `1L` [an integer is a long without a suffix]'],
    [
      'datatable(a:timespan)[100ns]',
      '1:23 expected a literal value, found `100ns` [the units of timespans are d, h, m, s, ms, microsecond, tick and nanosecond]',
    ],
    ['datatable(a:long)[null]', '1:19 expected a literal value, found `null` [a null has a type: long(null), datetime(null) …]'],
    [
      'print 74be27de-1e4e-49d9-b579-fe0b331d3642',
      "1:7 a guid cannot stand here as it is [write guid(74be27de-1e4e-49d9-b579-fe0b331d3642), or a string: '74be27de-1e4e-49d9-b579-fe0b331d3642']",
    ],
    ['print long(5', '1:7 missing `)` after `long(5` [a literal such as `long(5)` ends on its own line]'],
    ["T | top-nested 2 of a by sum(b) with others='x'", '1:33 expected `,`, found `with` [`with others = …` stands before `by`]'],
  ])('%s', (text, finding) => expect(findings(text)).toEqual([finding]));
});

describe('several findings in one text', () => {
  it('one for each operator', () => {
    expect(findings('T\n| wher a\n| where b ==\n| take 5\n| project c d\n| count').map((finding) => finding.split(' [')[0])).toEqual([
      '2:3 expected an operator after `|`, found `wher`',
      '4:1 expected a value after `==`, found `|`',
      '5:13 expected `,`, found `d`',
    ]);
  });

  it('one for each statement', () => {
    expect(findings('let a = ; let b 2; T | where; U').map((finding) => finding.split(' [')[0])).toEqual([
      '1:9 expected a value after `=`, found `;`',
      '1:17 expected `=` after `let b`, found `2`',
      '1:29 expected a predicate after `where`, found `;`',
    ]);
  });

  it('within sub-queries and functions', () => {
    const text = 'let f = () { let a = 1 2; T | where }; T | join (U | wher x | take) on k | take 1 2';
    expect(findings(text).map((finding) => finding.split(' [')[0])).toEqual([
      '1:24 expected `;` after the statement, found `2`',
      '1:54 expected an operator after `|`, found `wher`',
      '1:67 expected the number of rows after `take`, found `)`',
      `1:83 ${end}, found \`2\``,
    ]);
  });

  it('of the lexer and of the grammar, in the order of the text', () => {
    expect(findings("T | where a == '\\q' && b | take").map((finding) => finding.split(' [')[0])).toEqual([
      '1:17 unknown escape `\\q`',
      '1:21 unexpected `&&`',
      '1:32 expected the number of rows after `take`, found the end of the query',
    ]);
  });

  it('come without their consequences', () => {
    expect(findings('T | where (a == ) and b | count')).toHaveLength(1);
    expect(findings('T | join (U | where ) on k')).toHaveLength(1);
    expect(findings('T | where f(a, | count')).toHaveLength(1);
  });

  it('end after fifty', () => {
    expect(findings(`T${' | where'.repeat(10_000)}`)).toHaveLength(50);
    expect(findings('^'.repeat(10_000))).toHaveLength(50);
  });
});

it('no text makes it throw', () => {
  const texts = [
    '\0',
    '\ud800',
    "'",
    '"',
    '@',
    "h@'",
    '```',
    '{',
    '{a',
    '[',
    "['",
    'let',
    'let x',
    'a.',
    '$',
    '0x',
    '1e',
    '!',
    '|',
    ';',
    '(',
    ')',
    '..',
    '#',
  ];
  for (const text of texts) for (const other of texts) expect(() => parse(`${text}${other} ${text}`)).not.toThrow();
});

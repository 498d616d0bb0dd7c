/** A word of the language that is neither function nor plugin, with a query that shows it: what becomes of the query tells whether kqlet has the word. */
export interface Word {
  readonly name: string;
  /** 1 is what detection rules commonly use, 2 the rest of the language, 3 what needs a cluster or a service outside. */
  readonly tier: 1 | 2 | 3;
  readonly doc: string;
  readonly example: string;
}

const numbers = 'range n from 1 to 4 step 1';
const letters = 'datatable(k:string, v:long)["a", 1, "b", 2, "a", 3]';
const edges = 'datatable(s:string, t:string)["a", "b", "b", "c"]';
const graph = `${edges} | make-graph s --> t`;

/** The operators of a pipe and the sources that begin one. */
export const operators: readonly Word[] = [
  word('as', 1, 'Gives the rows a name, which later operators and statements can use.', `${numbers} | as T | union T | count`),
  word('assert-schema', 2, 'Ends the query with an error when the columns are not these.', `${numbers} | assert-schema (n:long)`),
  word('consume', 2, 'Reads all rows and gives none.', `${numbers} | consume`),
  word('count', 1, 'The number of rows.', `${numbers} | count`),
  word('datatable', 1, 'A table written in the query.', letters),
  word('distinct', 1, 'Every combination of values once.', `${letters} | distinct k`),
  word('evaluate', 1, 'Calls a plugin.', 'datatable(d:dynamic)[dynamic({"a":1})] | evaluate bag_unpack(d)'),
  word('extend', 1, 'Adds computed columns, or replaces columns of the same name.', `${numbers} | extend square = n * n`),
  word(
    'externaldata',
    3,
    'A table from files that the host has mapped to the addresses.',
    'externaldata (a:string) ["https://example.com/a.csv"]',
  ),
  word('facet', 2, 'Counts the values of some columns, one result for each.', `${letters} | facet by k`),
  word('filter', 1, 'The same as `where`.', `${numbers} | filter n > 2`),
  word('find', 1, 'Rows of several tables that satisfy a condition.', `let T = view () { ${letters} }; find in (T) where k == "a"`),
  word('fork', 2, 'Several pipes over the same rows, each with a result.', `${numbers} | fork (count) (where n > 2)`),
  word('getschema', 2, 'The columns of a table as rows.', `${letters} | getschema`),
  word(
    'graph-mark-components',
    2,
    'Numbers the connected parts of a graph.',
    `${graph} with_node_id=id | graph-mark-components | graph-to-table nodes`,
  ),
  word('graph-match', 2, 'Finds a pattern of nodes and edges.', `${graph} with_node_id=id | graph-match (x)-[e]->(y) project x.id, y.id`),
  word('graph-merge', 2, 'Joins two graphs.', `let G = ${graph} with_node_id=id; G | graph-merge G | graph-to-table nodes`),
  word(
    'graph-shortest-paths',
    2,
    'The shortest paths between nodes.',
    `${graph} with_node_id=id | graph-shortest-paths (x)-[e*1..3]->(y) project x.id, y.id`,
  ),
  word('graph-to-table', 2, 'The nodes or edges of a graph as a table.', `${graph} with_node_id=id | graph-to-table nodes`),
  word(
    'graph-where-edges',
    2,
    'Keeps some edges of a graph.',
    `${graph} with_node_id=id | graph-where-edges s == "a" | graph-to-table edges`,
  ),
  word(
    'graph-where-nodes',
    2,
    'Keeps some nodes of a graph.',
    `${graph} with_node_id=id | graph-where-nodes id != "c" | graph-to-table nodes`,
  ),
  word('inline-external-table', 3, 'An external table that is defined in the query.', 'external_table("T")'),
  word(
    'invoke',
    1,
    'Calls a function with the rows as its first argument.',
    `let f = (T:(n:long)) { T | where n > 2 }; ${numbers} | invoke f()`,
  ),
  word(
    'join',
    1,
    'Pairs the rows of two tables that have the same key.',
    `${letters} | join kind=inner (datatable(k:string, w:long)["a", 9]) on k`,
  ),
  word('limit', 1, 'The same as `take`.', `${numbers} | limit 2`),
  word(
    'lookup',
    1,
    'Adds the columns of a smaller table to the rows that have its key.',
    `${letters} | lookup (datatable(k:string, w:long)["a", 9]) on k`,
  ),
  word('macro-expand', 3, 'A pipe over each of several databases.', 'macro-expand entity_group [database("a")] as x (x.T | count)'),
  word('make-graph', 2, 'A graph from a table of edges.', `${graph} with_node_id=id | graph-to-table edges`),
  word('make-series', 1, 'Series of aggregates over equal steps.', `${numbers} | make-series c = count() on n from 1 to 6 step 1`),
  word(
    'mv-apply',
    1,
    'A pipe over the elements of an array, row by row.',
    'print a = dynamic([3, 1, 2]) | mv-apply a to typeof(long) on (top 1 by a)',
  ),
  word('mv-expand', 1, 'A row for each element of an array or bag.', 'print a = dynamic([1, 2]) | mv-expand a to typeof(long)'),
  word('order', 1, 'The same as `sort`.', `${numbers} | order by n desc`),
  word('parse', 1, 'Cuts a text into columns by a pattern.', 'print t = "id=7 name=x" | parse t with "id=" id:long " name=" name'),
  word(
    'parse-kv',
    2,
    'Reads pairs of keys and values from a text.',
    'print t = "a=1, b=2" | parse-kv t as (a:long, b:long) with (pair_delimiter=",", kv_delimiter="=")',
  ),
  word('parse-where', 1, 'As `parse`, and keeps only the rows that match.', 'print t = "id=7" | parse-where t with "id=" id:long'),
  word('partition', 2, 'A pipe for each value of a column.', `${letters} | partition by k (top 1 by v)`),
  word('print', 1, 'One row of values.', 'print a = 1, b = strcat("x", "y")'),
  word('project', 1, 'Exactly these columns.', `${letters} | project v, twice = v * 2`),
  word('project-away', 1, 'All columns but these.', `${letters} | project-away v`),
  word('project-by-names', 2, 'The columns whose names are given as values.', `${letters} | project-by-names dynamic(["v"])`),
  word('project-keep', 1, 'These columns, in their own order.', `${letters} | project-keep v`),
  word('project-rename', 1, 'Gives columns new names.', `${letters} | project-rename w = v`),
  word('project-reorder', 1, 'Moves columns to the front.', `${letters} | project-reorder v`),
  word('range', 1, 'A column of values at equal distances.', numbers),
  word('reduce', 2, 'Patterns that many texts share.', `${letters} | reduce by k`),
  word('render', 1, 'Says how the host may draw the result; the rows stay.', `${numbers} | render columnchart`),
  word('sample', 2, 'Some rows at random.', `${numbers} | sample 4 | count`),
  word('sample-distinct', 2, 'Some distinct values of a column.', `${letters} | sample-distinct 2 of k | count`),
  word('scan', 2, 'A state machine over ordered rows.', `${numbers} | sort by n asc | scan with (step s: n > 2;)`),
  word('search', 1, 'Rows in which a term occurs in some column.', `${letters} | search "a"`),
  word('serialize', 1, 'Says that the order of the rows counts.', `${numbers} | serialize r = row_number()`),
  word('sort', 1, 'Orders the rows.', `${numbers} | sort by n desc`),
  word('summarize', 1, 'Aggregates for each group of rows.', `${letters} | summarize count(), sum(v) by k`),
  word('take', 1, 'Some rows.', `${numbers} | take 2`),
  word('top', 1, 'The first rows by an order.', `${letters} | top 1 by v`),
  word('top-hitters', 2, 'The most frequent values.', `${letters} | top-hitters 1 of k`),
  word('top-nested', 2, 'The first values level by level.', `${letters} | top-nested 1 of k by sum(v)`),
  word('union', 1, 'The rows of several tables.', `${numbers} | union (range n from 9 to 9 step 1) | summarize sum(n)`),
  word('where', 1, 'Keeps the rows for which a condition is true.', `${numbers} | where n > 2`),
  word('__partitionby', 3, 'A pipe for each value of a column, as the engine plans it inside.', `${letters} | __partitionby k id (take 1)`),
  word('execute-and-cache', 3, 'Keeps a result in the cluster.', `${numbers} | execute-and-cache`),
];

export const statements: readonly Word[] = [
  word('tabular expression', 1, 'A query has a result.', 'print 1'),
  word('batch', 1, 'Several queries, each with a result.', 'print 1; print 2'),
  word('let', 1, 'Names a value, a table or a function.', 'let f = (x:long) { x + 1 }; print f(1)'),
  word('declare query_parameters', 1, 'Values that the host gives.', 'declare query_parameters(n:long = 3); print n'),
  word('set', 2, 'An option of the query.', 'set notruncation; print 1'),
  word('declare pattern', 2, 'Bodies chosen by constant arguments.', 'declare pattern p = (a:string) { ("x") = { print 1 }; }; p("x")'),
  word('restrict', 2, 'Hides all tables but these.', `let T = view () { ${numbers} }; restrict access to (T); T | count`),
  word('alias', 3, 'Another name for a database.', 'alias database d = cluster("c").database("d"); print 1'),
  word('management command', 3, 'Changes or shows what a cluster holds.', '.show tables'),
];

export const types: readonly Word[] = [
  word('bool', 1, 'true, false or null.', 'print bool(true), bool(null)'),
  word('datetime', 1, '100 ns steps from the year 1 to 9999.', 'print datetime(2024-05-01 12:00:00.1234567)'),
  word('decimal', 1, '34 decimal digits.', 'print decimal(0.1) + decimal(0.2)'),
  word('dynamic', 1, 'Whatever JSON can say.', 'print dynamic({"a": [1, "x"]})'),
  word('guid', 1, '128 bits.', 'print guid(74be27de-1e4e-49d9-b579-fe0b331d3642)'),
  word('int', 1, '32 bits.', 'print int(7)'),
  word('long', 1, '64 bits.', 'print 9223372036854775807'),
  word('real', 1, 'A double.', 'print 0.5, real(nan)'),
  word('string', 1, 'Unicode text, never null.', "print 'a', @'b\\', h'c'"),
  word('timespan', 1, '100 ns steps.', 'print 1d + 2h, time(1.02:03:04)'),
  word('type', 1, 'A type as an argument.', 'print t = extract("[0-9]+", 0, "a7", typeof(long)) | project t, gettype(t)'),
];

export const scalarOperators: readonly Word[] = [
  ...['+', '-', '*', '/', '%'].map((name) => word(name, 1, 'Arithmetic.', `print 7 ${name} 2`)),
  word('unary -', 1, 'The negative.', 'print -(2)'),
  word('unary +', 1, 'The same number.', 'print +(2)'),
  ...['<', '<=', '>', '>=', '==', '!=', '<>'].map((name) => word(name, 1, 'A comparison.', `print 1 ${name} 2`)),
  ...['=~', '!~'].map((name) => word(name, 1, 'Compares texts without case.', `print "A" ${name} "a"`)),
  ...['and', 'or'].map((name) => word(name, 1, 'Joins conditions.', `print true ${name} false`)),
  ...['has', 'hasprefix', 'hassuffix', 'contains', 'startswith', 'endswith'].flatMap((name) => [
    word(name, 1, 'Looks into a text, without case.', `print "Abc def" ${name} "abc"`),
    word(`${name}_cs`, 1, 'Looks into a text, with case.', `print "Abc def" ${name}_cs "Abc"`),
    word(`!${name}`, 1, 'The opposite, without case.', `print "Abc def" !${name} "abc"`),
    word(`!${name}_cs`, 1, 'The opposite, with case.', `print "Abc def" !${name}_cs "Abc"`),
  ]),
  ...['has_any', 'has_all'].map((name) => word(name, 1, 'Looks for several terms.', `print "abc def" ${name} ("abc", "def")`)),
  ...['in', '!in', 'in~', '!in~'].map((name) => word(name, 1, 'Is among these values.', `print "a" ${name} ("A", "b")`)),
  ...['between', '!between'].map((name) => word(name, 1, 'Lies in a range, its ends included.', `print 2 ${name} (1 .. 3)`)),
  word('matches regex', 1, 'Matches a regular expression (RE2).', 'print "abc" matches regex "b.$"'),
  ...['like', 'notlike', 'likecs', 'notlikecs'].map((name) =>
    word(name, 2, 'Matches a pattern with `*`; an old spelling.', `print "abc" ${name} "a*"`),
  ),
  ...['notcontains', 'containscs', 'notcontainscs'].map((name) => word(name, 2, 'An old spelling.', `print "abc" ${name} "b"`)),
  word('* has', 1, 'Looks into every column.', 'print a = "x y" | where * has "y"'),
  word(':', 2, 'Looks into a column, in `search`.', 'print a = "x y" | search a : "y"'),
  word("a.b / a['b'] / a[i]", 1, 'A part of a dynamic value.', 'print d = dynamic({"a": {"b": [1, 2]}}) | project d.a.b[0], d["a"]'),
];

function word(name: string, tier: 1 | 2 | 3, doc: string, example: string): Word {
  return { name, tier, doc, example };
}

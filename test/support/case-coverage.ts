import { functions } from '../../src/functions/index.ts';
import { Database, KqlError } from '../../src/index.ts';
import type { Query, Statement } from '../../src/syntax/ast.ts';
import { parse } from '../../src/syntax/parse.ts';
import { type Case, caseFiles, readCases } from '../case-files.ts';

/**
 * What the cases show of each word of the language: that it gives an answer; what it does with a null, or with an empty text, which is what a
 * string has in its place; what it does without rows. No case declares anything of this. A query is cut at every word in it, and what stands
 * before the word is run: the rows that an operator gets, the arguments of a call, the operands of an operator.
 */
export interface Coverage {
  readonly normal: ReadonlySet<string>;
  readonly nulls: ReadonlySet<string>;
  readonly empty: ReadonlySet<string>;
}

/** The word of a kind, as the sets hold it. */
export function wordKey(kind: string, name: string): string {
  return `${kind} ${name}`;
}

export async function coverageOfCases(files = caseFiles()): Promise<Coverage> {
  await functions.fetchAll();
  const coverage: Collected = { normal: new Set(), nulls: new Set(), empty: new Set() };
  for (const file of files) for (const each of readCases(file)) await cover(each, coverage);
  return coverage;
}

type Collected = { readonly [aspect in keyof Coverage]: Set<string> };

type Rows = readonly (readonly unknown[])[];

/** A node of the tree, or a part of one: all that is asked of it is what it is called, where it stands and what is in it. */
interface Node {
  readonly kind?: string;
  readonly span: { readonly start: number; readonly end: number };
  readonly [property: string]: unknown;
}

/** Where a node stands: the statements before it; the query over whose rows it is evaluated, where that can run by itself; the operator. */
interface Place {
  readonly statements: string;
  readonly input: string | undefined;
  readonly operator: string;
}

const oneRow = 'print nothing = 0';

async function cover({ query: text, expected }: Case, collected: Collected): Promise<void> {
  const { query } = parse(text);
  if (query === undefined || expected.kind === 'error') return;
  const rowsOf = rowReader();
  const slice = ({ span }: Node): string => text.slice(span.start, span.end);

  let before = '';
  for (const statement of query.statements) {
    for (const word of statementWords(statement, query)) note(wordKey('statement', word), expected.rows);
    await visit(statement as unknown as Node, { statements: before, input: before + oneRow, operator: '' });
    if (statement.kind !== 'expression-statement') before += `${slice(statement as unknown as Node)};\n`;
  }

  function note(word: string, rows: Rows | undefined): void {
    collected[rows?.length === 0 ? 'empty' : 'normal'].add(word);
    if (rows?.some((row) => row.some(isMissing))) collected.nulls.add(word);
  }

  async function visit(node: Node, place: Place): Promise<void> {
    if (node.kind === 'pipe') return visitPipe(node, place.statements);
    // a source shows what it gives: nothing comes before it
    if (node.keywordSpan !== undefined) note(operatorKey(text, node), await rowsOf(place.statements + slice(node)));
    await visitParts(node, { ...place, operator: node.keywordSpan === undefined ? place.operator : String(node.kind) });
  }

  async function visitParts(node: Node, place: Place): Promise<void> {
    for (const word of wordsOf(text, node, place.operator)) await noteWord(word, node, place);
    // a body is evaluated over its parameters, of which nothing is known here
    const inside = node.kind === 'function' ? { ...place, input: undefined } : place;
    for (const part of partsOf(node)) await visit(part, inside);
  }

  async function visitPipe(pipe: Node, statements: string): Promise<void> {
    const source = pipe.source as Node | undefined;
    if (source !== undefined) await visit(source, { statements, input: statements + oneRow, operator: '' });
    let input = source && statements + slice(source);
    let isGraph = false;
    for (const operator of pipe.operators as readonly Node[]) {
      note(operatorKey(text, operator), input === undefined ? undefined : await rowsOf(input));
      await visitParts(operator, { statements, input, operator: String(operator.kind) });
      // a graph is no table: what comes after it is taken to get what the graph was made of
      isGraph = operator.kind === 'make-graph' || (isGraph && !toTable.has(String(operator.kind)));
      if (source !== undefined && !isGraph) input = statements + text.slice(source.span.start, operator.span.end);
    }
  }

  async function noteWord(word: string, node: Node, { statements, input, operator }: Place): Promise<void> {
    const rows = input === undefined ? undefined : await rowsOf(input);
    const operands = operandsOf(node);
    const name = node.kind === 'call' ? (node.name as { text: string }).text : '';
    const takesRows =
      node.kind === 'evaluate' || ofGraphs.has(operator) || name === 'pack_all' || operands.some(({ kind }) => kind === 'star');
    note(word, takesRows || rows?.length === 0 ? rows : undefined);
    if (name === 'table') note(word, await rowsOf(statements + slice(node)));
    if (rows === undefined || rows.length === 0) return;
    for (const operand of operands) {
      const values = (await rowsOf(`${input}\n| project operand = (${slice(operand)})`)) ?? (await rowsOf(statements + slice(operand)));
      note(word, values);
    }
  }
}

/** What is called in these takes nodes and edges. */
const ofGraphs = new Set(['graph-match', 'graph-shortest-paths', 'graph-where-nodes', 'graph-where-edges']);
const toTable = new Set(['graph-to-table', 'graph-match', 'graph-shortest-paths']);

/** Runs queries, each once; one that is no query by itself has no rows to show. */
function rowReader(): (query: string) => Promise<Rows | undefined> {
  const database = new Database({ now: '2024-05-01T00:00:00Z' });
  const answers = new Map<string, Promise<Rows | undefined>>();
  return (query) => {
    const known = answers.get(query);
    if (known !== undefined) return known;
    const answer = database.query(query).then(
      (result) => result.toRows(),
      (error) => {
        if (error instanceof KqlError) return undefined;
        throw error;
      },
    );
    answers.set(query, answer);
    return answer;
  };
}

function isMissing(value: unknown): boolean {
  return value === null || value === '';
}

function operatorKey(text: string, node: Node): string {
  const { start, end } = node.keywordSpan as Node['span'];
  const written = text.slice(start, end);
  return wordKey('operator', synonyms[written] ?? written);
}

/** Old spellings, and words of one operator. */
const synonyms: Readonly<Record<string, string>> = { mvexpand: 'mv-expand', mvapply: 'mv-apply', external_data: 'externaldata' };

function statementWords(statement: Statement, { statements }: Query): string[] {
  switch (statement.kind) {
    case 'expression-statement':
      return statements.filter(({ kind }) => kind === statement.kind).length > 1 ? ['tabular expression', 'batch'] : ['tabular expression'];
    case 'query-parameters':
      return ['declare query_parameters'];
    case 'pattern':
      return ['declare pattern'];
    default:
      return [statement.kind];
  }
}

const withAggregates = new Set(['summarize', 'make-series', 'top-nested', 'evaluate']);

function wordsOf(text: string, node: Node, operator: string): string[] {
  switch (node.kind) {
    case 'call': {
      const name = (node.name as { text: string }).text;
      return [wordKey(withAggregates.has(operator) && functions.aggregates.has(name) ? 'aggregate' : 'scalar function', name)];
    }
    case 'toscalar':
    case 'totable':
    case 'materialize':
      return [wordKey('scalar function', node.kind)];
    case 'evaluate':
      return [wordKey('plugin', ((node.call as Node).name as { text: string }).text)];
    case 'binary': {
      const { start, end } = node.operatorSpan as Node['span'];
      const written = text.slice(start, end).replace(/\s+/g, ' ');
      return [wordKey('scalar operator', written), ...((node.left as Node).kind === 'star' ? [wordKey('scalar operator', '* has')] : [])];
    }
    case 'list-test':
      return [wordKey('scalar operator', String(node.operator))];
    case 'logical':
      return [wordKey('scalar operator', String(node.operator))];
    case 'between':
      return [wordKey('scalar operator', node.negated ? '!between' : 'between')];
    case 'unary':
      return [wordKey('scalar operator', `unary ${node.operator}`)];
    case 'path':
    case 'element':
      return [wordKey('scalar operator', "a.b / a['b'] / a[i]")];
    default:
      return [];
  }
}

/** What a word is applied to. */
function operandsOf(node: Node): Node[] {
  const list = [node.arguments, node.left, node.right, node.operand, node.operands, node.low, node.high, node.base, node.expression];
  const operands = list.flat().filter((operand): operand is Node => isNode(operand));
  return operands.map((operand) => (operand.kind === 'named' ? (operand.value as Node) : operand));
}

function partsOf(node: Node): Node[] {
  const parts: Node[] = [];
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) collect(item);
    else if (isNode(value)) parts.push(value);
    else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) collect(item);
  };
  for (const value of Object.values(node)) collect(value);
  return parts;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'span' in value;
}

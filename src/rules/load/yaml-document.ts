import type { Alias, Document, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { type Diagnostic, Failure, fail, type Span } from '../../errors.ts';
import { type DocumentNode, documentLimits, type MapEntry, type ParsedDocuments, runsOf, type ScalarNode } from './document.ts';
import { piecesOfScalar, type ScalarToken } from './yaml-scalars.ts';

type Yaml = typeof import('yaml');

const findingLimit = 20;
const tooDeep = 'the YAML is nested too deeply';

/** The documents of a YAML text; empty ones are left out. Nothing is thrown: what is wrong is in the diagnostics. */
export function parseYaml(yaml: Yaml, source: string): ParsedDocuments {
  if (source.length > documentLimits.yamlLength) return refused(`the YAML has more than ${documentLimits.yamlLength} characters`);
  let parsed: Document[];
  try {
    // two keys of one name are found here: the library compares each with each, which takes forever in a file made for it
    parsed = [...yaml.parseAllDocuments(source, { keepSourceTokens: true, prettyErrors: false, uniqueKeys: false })] as Document[];
  } catch (error) {
    if (error instanceof RangeError) return refused(tooDeep);
    throw error;
  }
  const documents: DocumentNode[] = [];
  const diagnostics: Diagnostic[] = [];
  const counter = { nodes: 0 };
  for (const document of parsed) {
    // the first few say enough; a file made for it has one for each of its characters
    for (const { message, pos } of document.errors.slice(0, findingLimit)) {
      if (/call stack/i.test(message)) return refused(tooDeep);
      diagnostics.push({ kind: 'data', message: `this is no YAML: ${message}`, span: { start: pos[0], end: Math.max(pos[0], pos[1]) } });
    }
    if (document.errors.length > 0 || document.contents === null) continue;
    try {
      documents.push(nodeOf({ yaml, document, source, counter }, document.contents, 0));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      diagnostics.push(error.diagnostic);
    }
  }
  return { documents, diagnostics };
}

function refused(message: string): ParsedDocuments {
  return { documents: [], diagnostics: [{ kind: 'limit', message }] };
}

interface Reading {
  readonly yaml: Yaml;
  readonly document: Document;
  readonly source: string;
  /** An alias counts as what it stands for: a few lines can stand for billions of nodes. */
  readonly counter: { nodes: number };
}

function nodeOf(reading: Reading, node: unknown, depth: number): DocumentNode {
  const { yaml, document, counter } = reading;
  const span = spanOf(node);
  if (++counter.nodes > documentLimits.nodes) fail('limit', `the YAML has more than ${documentLimits.nodes} values`, span);
  if (depth > documentLimits.depth) fail('limit', `the YAML is nested more than ${documentLimits.depth} deep`, span);
  if (yaml.isAlias(node)) return nodeOf(reading, targetOf(document, node, span), depth + 1);
  if (yaml.isMap(node)) return { kind: 'map', span, entries: entriesOf(reading, node, depth) };
  if (yaml.isSeq(node)) return { kind: 'list', span, items: (node as YAMLSeq).items.map((item) => nodeOf(reading, item, depth + 1)) };
  if (yaml.isScalar(node)) return scalarOf(reading, node, span);
  // a key without a value
  return { kind: 'scalar', span, value: null, text: '', runs: [{ at: 0, from: span.start }] };
}

function targetOf(document: Document, alias: Alias, span: Span): unknown {
  // not resolve(), which looks through the whole document for each alias
  const target = anchorsOf(document).get(alias.source);
  return target === undefined ? fail('data', `there is no anchor ${alias.source}`, span) : target;
}

const anchors = new WeakMap<Document, Map<string, unknown>>();

/** The anchors by name. One that stands for two nodes means the earlier one here, where YAML means the last one before the alias: refused. */
function anchorsOf(document: Document): Map<string, unknown> {
  let found = anchors.get(document);
  if (found !== undefined) return found;
  found = new Map();
  const open: unknown[] = [document.contents];
  while (open.length > 0) {
    const node = open.pop() as { anchor?: string; items?: unknown[]; key?: unknown; value?: unknown } | null | undefined;
    if (typeof node !== 'object' || node === null) continue;
    if (typeof node.anchor === 'string') {
      if (found.has(node.anchor)) fail('unsupported', `the anchor ${node.anchor} is there twice`, spanOf(node));
      found.set(node.anchor, node);
    }
    for (const item of Array.isArray(node.items) ? node.items : []) open.push(item);
    if ('key' in node) open.push(node.key, node.value);
  }
  anchors.set(document, found);
  return found;
}

function entriesOf(reading: Reading, map: YAMLMap, depth: number): MapEntry[] {
  const seen = new Set<string>();
  return map.items.map((pair: Pair) => {
    const keySpan = spanOf(pair.key);
    if (!reading.yaml.isScalar(pair.key)) return fail('data', 'a key is a text', keySpan);
    const key = String(pair.key.value ?? '');
    if (seen.has(key)) return fail('data', `the key \`${key}\` is there twice`, keySpan);
    seen.add(key);
    const value = pair.value === null ? missingValue(keySpan) : nodeOf(reading, pair.value, depth + 1);
    return { key, keySpan, value };
  });
}

function missingValue({ end }: Span): ScalarNode {
  return { kind: 'scalar', span: { start: end, end }, value: null, text: '', runs: [{ at: 0, from: end }] };
}

function scalarOf({ source }: Reading, { value, srcToken }: Scalar, span: Span): ScalarNode {
  const token = srcToken as ScalarToken | undefined;
  if (typeof value === 'string') {
    const pieces = token === undefined ? undefined : piecesOfScalar(token);
    if (pieces === undefined || pieces.text !== value)
      return fail(
        'unsupported',
        'the places in this text cannot be told',
        span,
        'write it as a block scalar: `query: |` and the text below',
      );
    return { kind: 'scalar', span, value, text: value, runs: runsOf(pieces, span.start) };
  }
  const text = source.slice(span.start, span.end);
  const runs = [{ at: 0, from: span.start }];
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return { kind: 'scalar', span, value, text, runs };
  return fail('data', 'this value has a type of YAML that means nothing here', span);
}

/** Where a node stands; the blanks and comments after it do not belong to it. */
function spanOf(node: unknown): Span {
  const range = (node as { range?: readonly number[] | null } | null)?.range;
  return range ? { start: range[0], end: Math.max(range[0], range[1]) } : { start: 0, end: 0 };
}

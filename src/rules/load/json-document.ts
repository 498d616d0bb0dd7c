import { Failure, fail, type Span } from '../../errors.ts';
import {
  addPiece,
  type DocumentNode,
  documentLimits,
  type MapEntry,
  noPieces,
  type ParsedDocuments,
  runsOf,
  type ScalarNode,
} from './document.ts';

/**
 * The value of a JSON text with the place of every part. Comments are passed over, as ARM templates have them. Nothing is thrown: what is
 * wrong is in the diagnostics.
 */
export function parseJson(source: string): ParsedDocuments {
  const scan: Scan = { source, at: 0, nodes: 0 };
  try {
    if (source.length > documentLimits.jsonLength) fail('limit', `the JSON has more than ${documentLimits.jsonLength} characters`);
    skipBlanks(scan);
    const document = readValue(scan, 0);
    skipBlanks(scan);
    if (scan.at < source.length) failAt(scan, 'something follows the value');
    return { documents: [document], diagnostics: [] };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { documents: [], diagnostics: [error.diagnostic] };
  }
}

interface Scan {
  readonly source: string;
  at: number;
  nodes: number;
}

function failAt({ source, at }: Scan, message: string): never {
  return fail('data', `this is no JSON: ${message}`, { start: at, end: Math.min(at + 1, source.length) });
}

function readValue(scan: Scan, depth: number): DocumentNode {
  const { source, at: start } = scan;
  const span: Span = { start, end: start + 1 };
  if (++scan.nodes > documentLimits.nodes) fail('limit', `the JSON has more than ${documentLimits.nodes} values`, span);
  if (depth > documentLimits.depth) fail('limit', `the JSON is nested more than ${documentLimits.depth} deep`, span);
  switch (source[start]) {
    case '{': {
      const entries = readEntries(scan, depth);
      return { kind: 'map', span: { start, end: scan.at }, entries };
    }
    case '[': {
      const items = readItems(scan, depth);
      return { kind: 'list', span: { start, end: scan.at }, items };
    }
    case '"':
      return readString(scan);
    default:
      return readWord(scan);
  }
}

function readEntries(scan: Scan, depth: number): MapEntry[] {
  const entries: MapEntry[] = [];
  const seen = new Set<string>();
  readBetween(scan, '}', () => {
    if (scan.source[scan.at] !== '"') failAt(scan, 'a key in quotes is expected here');
    const { text: key, span: keySpan } = readString(scan);
    if (seen.has(key)) fail('data', `the key \`${key}\` is there twice`, keySpan);
    seen.add(key);
    skipBlanks(scan);
    if (scan.source[scan.at] !== ':') failAt(scan, 'a colon is expected here');
    scan.at++;
    skipBlanks(scan);
    entries.push({ key, keySpan, value: readValue(scan, depth + 1) });
  });
  return entries;
}

function readItems(scan: Scan, depth: number): DocumentNode[] {
  const items: DocumentNode[] = [];
  readBetween(scan, ']', () => items.push(readValue(scan, depth + 1)));
  return items;
}

/** What stands between the brackets, with commas between: from the opening one to behind the closing one. */
function readBetween(scan: Scan, closing: string, readOne: () => void): void {
  scan.at++;
  skipBlanks(scan);
  if (scan.source[scan.at] === closing) {
    scan.at++;
    return;
  }
  for (;;) {
    readOne();
    skipBlanks(scan);
    const mark = scan.source[scan.at];
    if (mark !== ',' && mark !== closing) failAt(scan, `a comma or ${closing} is expected here`);
    scan.at++;
    if (mark === closing) return;
    skipBlanks(scan);
  }
}

const simpleEscapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

function readString(scan: Scan): ScalarNode {
  const { source, at: start } = scan;
  const pieces = noPieces();
  const plain = /[^"\\\n\r]+/y;
  for (scan.at++; source[scan.at] !== '"'; ) {
    const at = scan.at;
    plain.lastIndex = at;
    const run = plain.exec(source)?.[0];
    if (run !== undefined) {
      addPiece(pieces, run, at);
      scan.at += run.length;
    } else if (source[at] === '\\') addEscape(scan, pieces);
    else failAt(scan, 'the text in quotes does not end');
  }
  scan.at++;
  return { kind: 'scalar', span: { start, end: scan.at }, value: pieces.text, text: pieces.text, runs: runsOf(pieces, start + 1) };
}

function addEscape(scan: Scan, pieces: ReturnType<typeof noPieces>): void {
  const { source, at } = scan;
  const mark = source[at + 1];
  if (mark !== undefined && Object.hasOwn(simpleEscapes, mark)) {
    addPiece(pieces, simpleEscapes[mark], at);
    scan.at += 2;
    return;
  }
  const digits = source.slice(at + 2, at + 6);
  if (mark !== 'u' || !/^[0-9a-fA-F]{4}$/.test(digits)) failAt(scan, 'there is no such escape');
  addPiece(pieces, String.fromCharCode(Number.parseInt(digits, 16)), at);
  scan.at += 6;
}

const words: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

function readWord(scan: Scan): ScalarNode {
  const { source, at: start } = scan;
  const word = /[-+.\w]{0,400}/y;
  word.lastIndex = start;
  const text = word.exec(source)?.[0] ?? '';
  const isNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(text);
  const value = isNumber ? Number(text) : words.get(text);
  if (value === undefined) return failAt(scan, 'a value is expected here');
  scan.at += text.length;
  return { kind: 'scalar', span: { start, end: scan.at }, value, text, runs: [{ at: 0, from: start }] };
}

function skipBlanks(scan: Scan): void {
  const { source } = scan;
  for (;;) {
    const unit = source[scan.at];
    if (unit === ' ' || unit === '\n' || unit === '\r' || unit === '\t') scan.at++;
    else if (unit === '/' && source[scan.at + 1] === '/') scan.at = endOf(source, '\n', scan.at);
    else if (unit === '/' && source[scan.at + 1] === '*') scan.at = endOf(source, '*/', scan.at + 2);
    else return;
  }
}

function endOf(source: string, mark: string, from: number): number {
  const found = source.indexOf(mark, from);
  return found < 0 ? source.length : found + mark.length;
}

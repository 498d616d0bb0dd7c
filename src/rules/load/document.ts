import type { Diagnostic, Span } from '../../errors.ts';
import type { PlacedText } from '../places.ts';

/**
 * What a YAML or JSON file holds, every part with its place in the file. Objects are lists of entries, so that no key of a file can be
 * anything but a key.
 */
export type DocumentNode = MapNode | ListNode | ScalarNode;

export interface MapNode {
  readonly kind: 'map';
  readonly span: Span;
  readonly entries: readonly MapEntry[];
}

export interface MapEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: DocumentNode;
}

export interface ListNode {
  readonly kind: 'list';
  readonly span: Span;
  readonly items: readonly DocumentNode[];
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly span: Span;
  readonly value: string | number | boolean | null;
  /** As it is written: `1.0` of a number, the text itself of a string. */
  readonly text: string;
  /** Where the characters of a string stand. */
  readonly runs: PlacedText['runs'];
}

/** The documents of a file (YAML may hold several), and what is wrong with it. */
export interface ParsedDocuments {
  readonly documents: readonly DocumentNode[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Beyond these a file is refused: nothing that people write comes near them. */
export const documentLimits = { depth: 200, nodes: 500_000, yamlLength: 1_000_000, jsonLength: 64_000_000 } as const;

/** A text that grows piece by piece and knows where its pieces stand. */
export interface PlacedPieces {
  text: string;
  readonly runs: { readonly at: number; readonly from: number }[];
}

export function noPieces(): PlacedPieces {
  return { text: '', runs: [] };
}

/** Adds a piece whose first character stands at `from`; one that goes on where the last one ended needs no run of its own. */
export function addPiece(pieces: PlacedPieces, piece: string, from: number): void {
  if (piece === '') return;
  const last = pieces.runs[pieces.runs.length - 1];
  const at = pieces.text.length;
  if (last === undefined || last.from + (at - last.at) !== from) pieces.runs.push({ at, from });
  pieces.text += piece;
}

/** The runs of a text, of which there is at least one. */
export function runsOf({ runs }: PlacedPieces, start: number): PlacedText['runs'] {
  return runs.length === 0 ? [{ at: 0, from: start }] : runs;
}

/** The value of a key of an object, undefined where there is none or the node is no object. */
export function valueAt(node: DocumentNode, key: string): DocumentNode | undefined {
  return node.kind === 'map' ? node.entries.find((entry) => entry.key === key)?.value : undefined;
}

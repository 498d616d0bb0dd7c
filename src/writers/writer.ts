import type { Segment } from '../data/segment.ts';

/**
 * Turns a result into text, in pieces that are handed out as rows come: `begin` once, `rows` for every segment, `end` once. No more is held
 * than a piece (a writer that measures its first rows holds those).
 */
export interface Writer {
  begin(): Iterable<string>;
  rows(segment: Segment): Iterable<string>;
  end(): Iterable<string>;
}

/** Pieces are about this long, in UTF-16 units: long enough that writing them costs little, short enough to hold. */
export const pieceLength = 65_536;

/** The texts of rows, joined into pieces. */
export function* inPieces(rowCount: number, rowText: (row: number) => string): Generator<string, void, undefined> {
  let piece = '';
  for (let row = 0; row < rowCount; row++) {
    piece += rowText(row);
    if (piece.length >= pieceLength) {
      yield piece;
      piece = '';
    }
  }
  if (piece !== '') yield piece;
}

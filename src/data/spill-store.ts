/**
 * Where a query puts what memory does not hold: files that a host supplies. Everything happens at once, because operators that run a segment
 * through do not wait. What goes wrong (no room is left) is thrown as a Failure of the kind 'limit'.
 */
export interface SpillStore {
  /** A new, empty file. */
  open(): SpillFile;
}

export interface SpillFile {
  /** Writes bytes behind what is there; they may change afterwards. */
  append(bytes: Uint8Array): void;
  /** The `length` bytes from `start` on, which have been written. */
  read(start: number, length: number): Uint8Array;
  /** Gives back the room; nothing is asked of the file any more. */
  close(): void;
}

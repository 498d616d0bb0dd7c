import type { Format } from '../writers/index.ts';
import type { Data } from './data.ts';

/** What a prompt remembers between two lines. */
export interface Session {
  readonly data: Data;
  format: Format;
  /** The clock in ticks; undefined is the real one. */
  now: bigint | undefined;
  isOver: boolean;
}

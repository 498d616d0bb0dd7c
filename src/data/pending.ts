import type { Schema } from './schema.ts';
import type { Segment } from './segment.ts';
import type { ScanRequest, Source } from './table.ts';

/**
 * A table that nobody has looked at yet: of a folder of tables only those are opened that a query names. Asking for its schema before that
 * throws Unopened, which tells whoever can wait what to wait for.
 */
export class PendingSource implements Source {
  private readonly openSource: () => Promise<Source>;
  private opening: Promise<void> | undefined;
  private source: Source | undefined;

  constructor(openSource: () => Promise<Source>) {
    this.openSource = openSource;
  }

  get schema(): Schema {
    return this.opened.schema;
  }

  get rowCount(): number | undefined {
    return this.opened.rowCount;
  }

  get isOpen(): boolean {
    return this.source !== undefined;
  }

  scan(request: ScanRequest): Iterable<Segment> | AsyncIterable<Segment> {
    return this.opened.scan(request);
  }

  /** Opens the table, once; when that fails, the next call tries again. */
  open(): Promise<void> {
    this.opening ??= this.openSource().then(
      (source) => {
        this.source = source;
      },
      (error) => {
        this.opening = undefined;
        throw error;
      },
    );
    return this.opening;
  }

  private get opened(): Source {
    if (this.source === undefined) throw new Unopened(this);
    return this.source;
  }
}

/** Thrown where the schema of a table is needed that has not been opened. */
export class Unopened extends Error {
  readonly source: PendingSource;

  constructor(source: PendingSource) {
    super('the table has not been opened');
    this.source = source;
  }
}

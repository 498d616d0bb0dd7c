import type { Schema } from './schema.ts';
import type { Segment } from './segment.ts';
import type { ScanRequest, Source } from './table.ts';

/**
 * A table that nobody has looked at yet: of a folder of tables only those are opened that a query names. Asking for its schema before that
 * throws Unready, which tells whoever can wait what to wait for.
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
    if (this.source === undefined) throw new Unready(() => this.open());
    return this.source;
  }
}

/** Thrown where something is needed that must be fetched first: a table that has not been opened, functions that have not been loaded. */
export class Unready extends Error {
  readonly fetch: () => Promise<void>;

  constructor(fetch: () => Promise<void>) {
    super('something has to be fetched first');
    this.fetch = fetch;
  }
}

/** A module that is fetched when it is first asked for: asking before it is there throws Unready. */
export function fetchedOnDemand<Module>(load: () => Promise<Module>): () => Module {
  let fetched: Module | undefined;
  return () => {
    if (fetched !== undefined) return fetched;
    throw new Unready(async () => {
      fetched = await load();
    });
  };
}

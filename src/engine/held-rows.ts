import { detached } from '../data/detach.ts';
import { HeldBytes } from '../data/held-bytes.ts';
import type { Segment } from '../data/segment.ts';
import type { Span } from '../errors.ts';
import type { RunContext } from './context.ts';

/** Rows that an operator keeps: what they take is charged to the query where anybody counts. */
export class HeldRows {
  private kept: Segment[] = [];
  private readonly held = new HeldBytes();
  private readonly context: RunContext;
  private readonly span: Span;

  constructor(context: RunContext, span: Span) {
    this.context = context;
    this.span = span;
  }

  /** Counted only where there is a limit to memory, or a place to put the rows. */
  get bytes(): number {
    return this.held.total;
  }

  get segments(): readonly Segment[] {
    return this.kept;
  }

  add(segment: Segment): void {
    const { context, held } = this;
    if (context.spill === undefined && context.limits.memoryBytes === undefined) {
      this.kept.push(segment);
      return;
    }
    // a limit alone says nothing of where the rows are from: what a table in memory holds anyway is better left where it is
    const kept = context.spill === undefined ? segment : detached(segment);
    this.kept.push(kept);
    context.charge(held.add(kept), this.span);
  }

  /** Gives up the rows. */
  clear(): void {
    this.context.charge(-this.held.total, this.span);
    this.held.clear();
    this.kept = [];
  }
}

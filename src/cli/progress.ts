import type { Plan } from '../plan/plan.ts';
import { cutToWidth } from '../writers/text-width.ts';
import { visibleText } from '../writers/visible.ts';

/** How far the reading of a table has come: bytes as stored. */
export interface Reading {
  readonly bytes: number;
  readonly totalBytes: number | undefined;
  readonly rows: number;
}

const delayMilliseconds = 1000;
const betweenMilliseconds = 200;

/**
 * A line on the terminal that says how far work has come, once it takes longer than a second. Elsewhere, and when it is silenced, it does
 * nothing.
 */
export class ProgressLine {
  private readonly stream: NodeJS.WriteStream | undefined;
  private timer: NodeJS.Timeout | undefined;
  private started = 0;
  private isShown = false;
  private reading: { readonly table: string; readonly since: number; readonly at: Reading } | undefined;
  private lastBytes = -1;
  private counters: ReadonlyMap<Plan, { readonly rows: number }> | undefined;
  private readonly lastRows = new Map<Plan, number>();
  private busy: Plan | undefined;

  constructor(stream: NodeJS.WriteStream | undefined) {
    this.stream = stream?.isTTY ? stream : undefined;
  }

  start(): void {
    if (this.stream === undefined) return;
    this.started = performance.now();
    this.timer = setInterval(() => this.show(), betweenMilliseconds);
    this.timer.unref();
  }

  /** A table has been read so far. */
  read(table: string, at: Reading): void {
    if (this.stream === undefined) return;
    const since = this.reading?.table === table && this.reading.at.bytes <= at.bytes ? this.reading.since : performance.now();
    this.reading = { table, since, at };
  }

  /** The rows that the stages of the running query have given; asked again and again. */
  watch(counters: ReadonlyMap<Plan, { readonly rows: number }>): void {
    this.counters = counters;
    this.lastRows.clear();
    this.busy = undefined;
  }

  /** Makes room for other text. */
  clear(): void {
    if (!this.isShown) return;
    this.stream?.write('\r\x1b[K');
    this.isShown = false;
  }

  stop(): void {
    clearInterval(this.timer);
    this.clear();
    this.reading = undefined;
    this.counters = undefined;
  }

  private show(): void {
    const { stream } = this;
    if (stream === undefined || performance.now() - this.started < delayMilliseconds) return;
    const text = this.text();
    if (text === undefined) return;
    stream.write(`\r\x1b[K${cutToWidth(visibleText(text), (stream.columns || 80) - 1)}`);
    this.isShown = true;
  }

  private text(): string | undefined {
    const { reading } = this;
    this.noticeBusy();
    if (reading !== undefined && reading.at.bytes !== this.lastBytes) {
      this.lastBytes = reading.at.bytes;
      return describeReading(reading.table, reading.at, performance.now() - reading.since);
    }
    return this.busy === undefined ? undefined : `${this.busy.kind}: ${count(this.counters?.get(this.busy)?.rows ?? 0)} rows`;
  }

  /** The stage that has moved since the last look, the last of them in the pipe. */
  private noticeBusy(): void {
    for (const [plan, { rows }] of this.counters ?? []) {
      if (this.lastRows.get(plan) !== rows) this.busy = plan;
      this.lastRows.set(plan, rows);
    }
  }
}

/** `Event: 34 MB of 210 MB (16%), 120,000 rows, 85 MB/s, 2 s left`. */
export function describeReading(table: string, { bytes, totalBytes, rows }: Reading, milliseconds: number): string {
  const speed = (bytes / Math.max(milliseconds, 1)) * 1000;
  const parts = [
    totalBytes === undefined
      ? megabytes(bytes)
      : `${megabytes(bytes)} of ${megabytes(totalBytes)} (${Math.floor((100 * bytes) / Math.max(totalBytes, 1))}%)`,
    `${count(rows)} rows`,
    `${megabytes(speed)}/s`,
  ];
  if (totalBytes !== undefined && totalBytes > bytes && speed > 0) parts.push(`${duration((totalBytes - bytes) / speed)} left`);
  return `${table}: ${parts.join(', ')}`;
}

function megabytes(bytes: number): string {
  const value = bytes / 1e6;
  return value < 1000 ? `${value < 10 ? value.toFixed(1) : Math.round(value)} MB` : `${(value / 1000).toFixed(1)} GB`;
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 120 ? `${whole} s` : `${Math.ceil(whole / 60)} min`;
}

function count(rows: number): string {
  return rows.toLocaleString('en-US');
}

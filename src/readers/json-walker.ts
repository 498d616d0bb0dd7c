import { decodeText, unescaped } from './bytes.ts';
import { anyBlanks, JsonTokens, malformed, seen, unescapeJson } from './json-tokens.ts';
import type { ScanContext, Signal } from './scan.ts';

type Walk<Result> = Generator<Signal, Result, undefined>;

/**
 * Walks through a JSON document of any size: where the bytes of the window do not suffice it asks for more and goes on. `window.at` is
 * always where it stands.
 */
export class JsonWalker {
  readonly tokens: JsonTokens;
  readonly context: ScanContext;

  constructor(context: ScanContext) {
    this.context = context;
    this.tokens = new JsonTokens(context.window, anyBlanks);
    context.batch.unescape = unescapeJson;
  }

  /** The next byte that is no blank, still to be read; -1 at the end of the data. */
  *peek(): Walk<number> {
    const { window } = this.context;
    for (;;) {
      window.at = Math.min(this.tokens.skipBlanks(window.at), window.end);
      if (window.at < window.end) return window.bytes[window.at];
      if (window.final) return -1;
      yield 'more';
    }
  }

  /** The byte that comes behind the opening bracket here, blanks left out; nothing is read. */
  *peekInside(): Walk<number> {
    const { window } = this.context;
    for (;;) {
      const at = this.tokens.skipBlanks(window.at + 1);
      if (at < window.end) return window.bytes[at];
      if (window.final) return -1;
      yield 'more';
    }
  }

  /** Reads a byte that must come next. */
  *expect(byte: number): Walk<void> {
    const found = yield* this.peek();
    if (found !== byte) this.refuse(`${String.fromCharCode(byte)} is due${found < 0 ? ', but the data ends' : seen(found)}`);
    this.context.window.at++;
  }

  /** The keys of the object here, each when its value is due; the caller reads the value. */
  *keys(visit: (key: string, byte: number) => Walk<void>): Walk<void> {
    const { window } = this.context;
    yield* this.expect(0x7b);
    if ((yield* this.peek()) === 0x7d) {
      window.at++;
      return;
    }
    for (;;) {
      const key = yield* this.string();
      yield* this.expect(0x3a);
      yield* visit(key, yield* this.peek());
      const byte = yield* this.peek();
      if (byte === 0x7d) {
        window.at++;
        return;
      }
      yield* this.expect(0x2c);
    }
  }

  /** The elements of the array here; the caller reads each. */
  *elements(visit: (index: number, byte: number) => Walk<void>): Walk<void> {
    const { window } = this.context;
    yield* this.expect(0x5b);
    if ((yield* this.peek()) === 0x5d) {
      window.at++;
      return;
    }
    for (let index = 0; ; index++) {
      yield* visit(index, yield* this.peek());
      const byte = yield* this.peek();
      if (byte === 0x5d) {
        window.at++;
        return;
      }
      yield* this.expect(0x2c);
    }
  }

  /** Reads the text here. */
  *string(): Walk<string> {
    const { window } = this.context;
    const { tokens } = this;
    if ((yield* this.peek()) !== 0x22) this.refuse(`a text in quotes is due${seen(window.bytes[window.at])}`);
    for (;;) {
      const start = window.at + 1;
      const end = tokens.string(start);
      if (end !== malformed) {
        const close = end < 0 ? ~end : end;
        window.at = close + 1;
        return end >= 0 ? decodeText(window.bytes, start, close) : unescaped(unescapeJson, window, start, close).toString();
      }
      yield* this.more();
    }
  }

  /** Reads the value here, which must not be large. */
  *value(): Walk<unknown> {
    const { window } = this.context;
    yield* this.peek();
    for (;;) {
      const end = this.tokens.value(window.at);
      // a number may go on behind the end of the window
      if (end !== malformed && (end < window.end || window.final)) {
        const value: unknown = JSON.parse(decodeText(window.bytes, window.at, end));
        window.at = end;
        return value;
      }
      if (end === malformed) yield* this.more();
      else yield 'more';
    }
  }

  /** Passes over the value here, of any size, looking at nothing but its brackets and quotes. */
  *skip(): Walk<void> {
    const { window } = this.context;
    const first = yield* this.peek();
    if (first !== 0x7b && first !== 0x5b && first !== 0x22) {
      yield* this.value();
      return;
    }
    let depth = 0;
    let quoted = false;
    for (;;) {
      const { bytes, end } = window;
      let { at } = window;
      while (at < end) {
        const byte = bytes[at++];
        if (quoted) {
          if (byte === 0x5c) {
            if (at === end) {
              at--;
              break;
            }
            at++;
          } else if (byte === 0x22) {
            quoted = false;
          }
        } else if (byte === 0x22) {
          quoted = true;
        } else if (byte === 0x7b || byte === 0x5b) {
          depth++;
        } else if (byte === 0x7d || byte === 0x5d) {
          depth--;
        }
        if (depth === 0 && !quoted) {
          window.at = at;
          return;
        }
      }
      window.at = at;
      if (window.final) this.refuse('the data ends inside a value');
      yield 'more';
    }
  }

  /**
   * Reads the array of rows here into the batch. `row` tokenises the row at a position and gives its end or `malformed`; rows begin with
   * `opening`. When something else comes, `look` may find a reason of its own to end, before `wrong` is the reason.
   */
  *rows(opening: number, row: (start: number) => number, wrong: string, look?: () => Walk<void>): Walk<void> {
    const { window, batch } = this.context;
    const { tokens } = this;
    yield* this.expect(0x5b);
    if ((yield* this.peek()) === 0x5d) {
      window.at++;
      return;
    }
    for (;;) {
      if (batch.count >= batch.limit) yield 'full';
      const start = tokens.skipBlanks(window.at);
      if (start < window.end) {
        window.at = start;
        if (window.bytes[start] !== opening) {
          if (look !== undefined) yield* look();
          this.refuse(`${wrong}${seen(window.bytes[window.at])}`);
        }
        const end = row(start);
        if (end !== malformed) {
          const behind = tokens.skipBlanks(end);
          const byte = window.bytes[behind];
          if (behind < window.end) {
            if (byte !== 0x2c && byte !== 0x5d) this.refuseAt(behind, `a comma or ] is due${seen(byte)}`);
            batch.rows[batch.count++] = start;
            window.at = behind + 1;
            if (byte === 0x5d) return;
            continue;
          }
        } else if (tokens.failedAt < window.end || window.final) {
          this.refuseAt(Math.min(tokens.failedAt, window.end), tokens.reason);
        }
      }
      if (window.final) this.refuseAt(window.end, 'the data ends inside an array');
      yield 'more';
    }
  }

  /** Nothing but blanks may come any more. */
  *end(): Walk<void> {
    const byte = yield* this.peek();
    if (byte >= 0) this.refuse(`nothing may come behind the end of the document${seen(byte)}`);
  }

  refuse(reason: string): never {
    return this.refuseAt(this.context.window.at, reason);
  }

  refuseAt(position: number, reason: string): never {
    return this.context.malformed.refuse(position, reason);
  }

  /** After a failed scan: more bytes, if these may mend it. */
  private *more(): Walk<void> {
    const { window } = this.context;
    const { failedAt, reason } = this.tokens;
    if (failedAt < window.end || window.final) this.refuseAt(Math.min(failedAt, window.end), reason);
    yield 'more';
  }
}

import { ResponseReader } from './json-response.ts';
import { type ColumnOf, ObjectRows } from './json-rows.ts';
import { malformed, seen } from './json-tokens.ts';
import { JsonWalker } from './json-walker.ts';
import type { ScanContext, Scanner } from './scan.ts';

/** Names under which services put their rows. */
const rowNames = new Set(['value', 'rows', 'data', 'records', 'results', 'items', 'hits', 'events']);

/** An array of objects. */
export function* scanJsonArray(context: ScanContext, columnOf: ColumnOf): Scanner {
  const walker = new JsonWalker(context);
  yield* objectRows(walker, columnOf);
  yield* walker.end();
}

/** Objects one behind the other, wherever the lines end. */
export function* scanJsonValues(context: ScanContext, columnOf: ColumnOf): Scanner {
  const { window, batch } = context;
  const walker = new JsonWalker(context);
  const { tokens } = walker;
  const rows = new ObjectRows(tokens, batch, columnOf);
  for (let byte = yield* walker.peek(); byte >= 0; byte = yield* walker.peek()) {
    if (byte !== 0x7b) walker.refuse(`an object is due${seen(byte)}`);
    if (batch.count >= batch.limit) yield 'full';
    const end = rows.row(window.at);
    if (end !== malformed) {
      batch.rows[batch.count++] = window.at;
      window.at = end;
    } else {
      if (tokens.failedAt < window.end || window.final) walker.refuseAt(Math.min(tokens.failedAt, window.end), tokens.reason);
      yield 'more';
    }
  }
}

/**
 * An object that holds the rows: a query response with its columns, or an array of objects among other properties. Which array that is must
 * be plain: one that goes by a usual name, else the only one.
 */
export function* scanJsonDocument(context: ScanContext, columnOf: ColumnOf): Scanner {
  const walker = new JsonWalker(context);
  const response = new ResponseReader(walker, columnOf);
  let found: string | undefined;
  let isEmpty = false;
  yield* walker.keys(function* (key, byte) {
    if (byte !== 0x5b) return yield* walker.skip();
    if (yield* response.property(key)) return;
    const inside = yield* walker.peekInside();
    if (inside === 0x5d && isRowName(key)) isEmpty = true;
    if (response.found || inside !== 0x7b) return yield* walker.skip();
    if (found !== undefined) {
      if (isRowName(found) && !isRowName(key)) return yield* walker.skip();
      walker.refuse(`both ${JSON.stringify(found)} and ${JSON.stringify(key)} are arrays of objects: which one are the rows?`);
    }
    found = key;
    yield* objectRows(walker, columnOf);
  });
  if (found === undefined && !isEmpty && !response.found)
    walker.refuse('there is no array of objects in this object, so there are no rows');
  yield* walker.end();
}

/** Whether services put their rows under this name. */
export function isRowName(key: string): boolean {
  return rowNames.has(key.toLowerCase());
}

function* objectRows(walker: JsonWalker, columnOf: ColumnOf): Scanner {
  const rows = new ObjectRows(walker.tokens, walker.context.batch, columnOf);
  yield* walker.rows(0x7b, (start) => rows.row(start), 'a row must be an object');
}

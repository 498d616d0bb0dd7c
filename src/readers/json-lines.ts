import { type ColumnOf, ObjectRows } from './json-rows.ts';
import { malformed as isMalformed, JsonTokens, lineBlanks, seen, unescapeJson } from './json-tokens.ts';
import type { ScanContext, Scanner } from './scan.ts';
import type { ByteWindow } from './window.ts';

/** One object a line. Blank lines do not count. */
export function* scanJsonLines({ window, batch, malformed }: ScanContext, columnOf: ColumnOf): Scanner {
  const tokens = new JsonTokens(window, lineBlanks);
  const rows = new ObjectRows(tokens, batch, columnOf);
  batch.unescape = unescapeJson;
  let line = window.lineAt(window.at);
  for (;;) {
    const end = window.final ? window.end : endOfLines(window);
    while (window.at < end) {
      if (batch.count >= batch.limit) {
        yield 'full';
        window.setLine(window.at, line);
      }
      const start = tokens.skipBlanks(window.at);
      if (window.bytes[start] === 0x0a || start >= end) {
        window.at = start + 1;
        line++;
        continue;
      }
      let behind = window.bytes[start] === 0x7b ? rows.row(start) : tokens.fail(start, `an object is due${seen(window.bytes[start])}`);
      if (behind !== isMalformed) {
        behind = tokens.skipBlanks(behind);
        if (window.bytes[behind] !== 0x0a) behind = tokens.fail(behind, `the line goes on behind its object${seen(window.bytes[behind])}`);
      }
      if (behind === isMalformed) {
        malformed.report(Math.min(tokens.failedAt, window.end), tokens.reason);
        batch.clearRow();
        behind = window.bytes.indexOf(0x0a, start);
      } else {
        batch.rows[batch.count++] = start;
      }
      window.at = behind + 1;
      line++;
    }
    window.at = Math.min(window.at, window.end);
    if (window.final) return;
    window.lineOfAt = line;
    yield 'more';
  }
}

/** Behind the last line that is there as a whole. */
function endOfLines({ bytes, at, end }: ByteWindow): number {
  return end === at ? at : bytes.lastIndexOf(0x0a, end - 1) + 1;
}

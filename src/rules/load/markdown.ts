import type { PlacedText } from '../places.ts';
import { addPiece, noPieces, runsOf } from './document.ts';

/** A query of a Markdown file: the fenced block and the heading that it stands under. */
export interface FencedQuery {
  readonly heading: string | undefined;
  readonly query: PlacedText;
}

const fencePattern = /^([ \t]*)(`{3,}|~{3,})[ \t]*([^\s`]*)/;

/** The fenced blocks of `kql` and `kusto`, in their order. A block that does not end goes to the end of the file, as in CommonMark. */
export function fencedQueries(file: string, source: string): FencedQuery[] {
  const queries: FencedQuery[] = [];
  const lines = source.split('\n');
  let heading: string | undefined;
  let offset = 0;
  let previous = '';
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index];
    const fence = fencePattern.exec(line);
    if (fence === null) {
      heading = headingOf(line, previous) ?? heading;
      previous = line;
      offset += line.length + 1;
      continue;
    }
    const [, indent, marks, language] = fence;
    const pieces = noPieces();
    offset += line.length + 1;
    const start = offset;
    for (index++; index < lines.length && !closes(lines[index], marks); index++) {
      const content = lines[index];
      const from = commonIndent(content, indent.length);
      const text = content.slice(from);
      const hasCarriageReturn = text.endsWith('\r');
      addPiece(pieces, hasCarriageReturn ? text.slice(0, -1) : text, offset + from);
      addPiece(pieces, '\n', offset + content.length);
      offset += content.length + 1;
    }
    offset += (lines[index]?.length ?? 0) + 1;
    previous = '';
    const { text } = pieces;
    if (/^(?:kql|kusto)$/i.test(language) && text.trim() !== '')
      queries.push({ heading, query: { text, file, source, runs: runsOf(pieces, Math.min(start, source.length)) } });
  }
  return queries;
}

/** The block is as far indented as its fence. */
function commonIndent(line: string, most: number): number {
  let at = 0;
  while (at < most && (line[at] === ' ' || line[at] === '\t')) at++;
  return at;
}

function closes(line: string, marks: string): boolean {
  const closing = /^[ \t]*(`{3,}|~{3,})[ \t\r]*$/.exec(line);
  return closing !== null && closing[1][0] === marks[0] && closing[1].length >= marks.length;
}

function headingOf(line: string, previous: string): string | undefined {
  const marked = /^ {0,3}#{1,6}[ \t]+(.*)$/.exec(line);
  if (marked !== null) return plainHeading(marked[1]);
  const isUnderlined = /^ {0,3}(?:=+|-{2,})[ \t\r]*$/.test(line) && previous.trim() !== '' && !/^ {0,3}[-#>|*]/.test(previous);
  return isUnderlined ? plainHeading(previous) : undefined;
}

/** Without closing marks, emphasis, code marks and the addresses of links. */
function plainHeading(text: string): string {
  return text
    .trim()
    .replace(/[ \t]#+$/, '')
    .replace(/\[([^\][]*)\]\([^()]*\)/g, '$1')
    .replace(/[*`]/g, '')
    .trim();
}

/** How a heading is named in an address: in lower case, blanks as hyphens, without punctuation. */
export function slugOf(heading: string): string {
  const slug = heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, '')
    .trim()
    .replaceAll(' ', '-');
  return slug === '' ? 'query' : slug;
}

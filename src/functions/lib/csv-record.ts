/**
 * The fields of the first record of CSV text. A field in double quotes may hold commas, line breaks and, doubled, quotes; everything else, blanks
 * included, is taken as it is. A quote that is not closed ends with the text.
 */
export function parseCsvRecord(text: string): string[] {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    let field = '';
    if (text[at] === '"') {
      at++;
      for (;;) {
        const quote = text.indexOf('"', at);
        if (quote < 0) return [...fields, field + text.slice(at)];
        field += text.slice(at, quote);
        at = quote + 1;
        if (text[at] !== '"') break;
        field += '"';
        at++;
      }
    }
    const end = fieldEnd(text, at);
    field += text.slice(at, end);
    if (text[end] === ',') {
      fields.push(field);
      at = end + 1;
    } else {
      return [...fields, field];
    }
  }
}

/** Where a field that is not quoted ends: at a comma, a line break or the end of the text. */
function fieldEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== ',' && text[at] !== '\n' && text[at] !== '\r') at++;
  return at;
}

/** Characters that take two columns: those of East Asian width W and F but for emoji, which have a property of their own. */
const wide =
  /^[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u3247\u3250-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{1b2fb}\u{1d300}-\u{1d376}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]/u;
const emoji = /^\p{Emoji_Presentation}|^\p{Regional_Indicator}|\ufe0f/u;
/** Marks and formats that stand alone take none. */
const without = /^[\p{Mark}\p{Format}]/u;
/** Half-width marks of Japanese belong to the character before them, and still take a column. */
const halfMarks = /[\uff9e\uff9f]/g;
const plain = /^[\x20-\x7e]*$/;

let segmenter: Intl.Segmenter | undefined;

/** How many columns of a terminal a text takes; it holds no control characters. */
export function widthOf(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes(text)) width += graphemeWidth(segment);
  return width;
}

/** The text cut to at most `width` columns, the last one an ellipsis where it was cut. */
export function cutToWidth(text: string, width: number): string {
  if (plain.test(text)) return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
  let taken = 0;
  let keep = 0;
  for (const { segment, index } of graphemes(text)) {
    taken += graphemeWidth(segment);
    if (taken > width) return `${text.slice(0, keep)}…`;
    if (taken < width) keep = index + segment.length;
  }
  return text;
}

function graphemes(text: string): Iterable<Intl.SegmentData> {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

function graphemeWidth(grapheme: string): number {
  if (emoji.test(grapheme) || wide.test(grapheme)) return 2;
  if (without.test(grapheme)) return 0;
  return 1 + (grapheme.length > 1 ? (grapheme.match(halfMarks)?.length ?? 0) : 0);
}

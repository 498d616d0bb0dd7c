/** Text for people's eyes: nothing in it moves a cursor, changes a colour, hides, or turns the direction of what stands around it. */

/**
 * Control characters, separators of lines and paragraphs, marks and overrides of direction, the byte order mark, and halves of surrogate
 * pairs.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const disturbing = /[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

/** Most text: the first look at it is cheaper than the search. */
const harmless = /^[\x20-\x7e]*$/;

/** A text with what would disturb a terminal shown as a symbol (␛ for escape, ␊ for a line feed) or as its number (\u202e). */
export function visibleText(text: string): string {
  return harmless.test(text) ? text : text.replace(disturbing, symbolOf);
}

function symbolOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

import type { Dynamic } from './dynamic.ts';
import { parseJsonText } from './json.ts';

/** A source starts a new dictionary when one holds this many entries … */
export const maxEntries = 1_000_000;
/** … or this many UTF-16 units of text. */
export const maxTextUnits = 32_000_000;

/**
 * The distinct strings that the codes of a column point into. Append-only: an entry, once there, keeps its code, and `size` is how many
 * there are. Whoever caches something per entry keys the cache by the dictionary and extends it when `size` has grown.
 */
export class Dictionary {
  readonly entries: string[] = [];
  /** UTF-16 units held by all entries. */
  textUnits = 0;
  /** Codes by text, made when a text is first looked up: what a reader fills by bytes mostly is not. It may lag behind the entries. */
  private codes: Map<string, number> | undefined;

  get size(): number {
    return this.entries.length;
  }

  /** The code of a string, added when it is new. */
  add(text: string): number {
    const codes = this.index();
    const known = codes.get(text);
    if (known !== undefined) return known;
    const code = this.entries.length;
    codes.set(text, code);
    this.entries.push(text);
    this.textUnits += text.length;
    return code;
  }

  /** Adds strings that the caller knows to be distinct and new. */
  append(texts: readonly string[]): void {
    for (const text of texts) {
      this.entries.push(text);
      this.textUnits += text.length;
    }
  }

  /** The code of a string, or undefined when it is not in the dictionary. */
  find(text: string): number | undefined {
    return this.index().get(text);
  }

  private index(): Map<string, number> {
    this.codes ??= new Map();
    const { codes, entries } = this;
    for (let code = codes.size; code < entries.length; code++) codes.set(entries[code], code);
    return codes;
  }

  get isFull(): boolean {
    return this.entries.length >= maxEntries || this.textUnits >= maxTextUnits;
  }

  /** About how many bytes the dictionary takes: text, the entry's slot, its place in the map. */
  get bytes(): number {
    return this.textUnits * 2 + this.entries.length * 64;
  }
}

/**
 * Strings by code where several codes may stand for the same text: what a function of a dictionary column gives. Only entries whose code
 * has occurred in a vector are there; nobody may look at another.
 */
export interface TextEntries {
  readonly entries: readonly string[];
}

/** Dynamic values by code. `text` is JSON that nobody has read yet; it is parsed when its value is first asked for. */
export class DynamicEntries {
  private readonly values: (Dynamic | undefined)[];
  private readonly texts: readonly string[] | undefined;

  private constructor(values: (Dynamic | undefined)[], texts: readonly string[] | undefined) {
    this.values = values;
    this.texts = texts;
  }

  static ofValues(values: Dynamic[]): DynamicEntries {
    return new DynamicEntries(values, undefined);
  }

  /** Entries of JSON text: text that is no JSON is the string itself, empty text is null. */
  static ofTexts(texts: readonly string[]): DynamicEntries {
    return new DynamicEntries([], texts);
  }

  get size(): number {
    return this.texts === undefined ? this.values.length : this.texts.length;
  }

  at(code: number): Dynamic {
    const known = this.values[code];
    if (known !== undefined) return known;
    const value = parseDynamicText(this.texts?.[code] ?? '');
    this.values[code] = value;
    return value;
  }
}

/** What parse_json() makes of text: its value; the text itself as a string when it is no JSON; null when it is empty. */
export function parseDynamicText(text: string): Dynamic {
  if (text === '') return null;
  const value = parseJsonText(text);
  return value === undefined ? text : value;
}

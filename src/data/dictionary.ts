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
  /** The codes here of the entries of other dictionaries, -1 where they have not been looked up or are not here. */
  private readonly translations = new WeakMap<Dictionary, Int32Array>();

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

  /**
   * The code that an entry of another dictionary has here, or undefined. It is looked up once as long as both are there: finding a text among
   * many takes longer than all else that a join does with a row.
   */
  findEntry(other: Dictionary, entry: number): number | undefined {
    let known = this.translations.get(other);
    if (known === undefined || known.length <= entry) {
      const grown = new Int32Array(Math.max(other.size, (known?.length ?? 0) * 2)).fill(-1);
      if (known !== undefined) grown.set(known);
      known = grown;
      this.translations.set(other, known);
    }
    if (known[entry] >= 0) return known[entry];
    const code = this.find(other.entries[entry]);
    // what is not there may be added later
    if (code !== undefined) known[entry] = code;
    return code;
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

/** Dynamic values by code. Some are only made when they are first asked for: JSON text that nobody has read yet, the sets of an aggregate. */
export class DynamicEntries {
  private readonly values: (Dynamic | undefined)[];
  private readonly all: { readonly length: number };
  private readonly make: (code: number) => Dynamic;
  /** The JSON text of the entries, where they are made of it. */
  readonly texts: readonly string[] | undefined;

  /** `all` is as long as there are entries, made or not. */
  private constructor(
    values: (Dynamic | undefined)[],
    all: { readonly length: number },
    make: (code: number) => Dynamic,
    texts?: readonly string[],
  ) {
    this.values = values;
    this.all = all;
    this.make = make;
    this.texts = texts;
  }

  /** Entries that are there, or will be before their codes occur. */
  static ofValues(values: Dynamic[]): DynamicEntries {
    return new DynamicEntries(values, values, () => null);
  }

  /** Entries of JSON text: text that is no JSON is the string itself, empty text is null. */
  static ofTexts(texts: readonly string[]): DynamicEntries {
    return new DynamicEntries([], texts, (code) => parseDynamicText(texts[code]), texts);
  }

  /** `count` entries that a function makes. */
  static madeBy(count: number, make: (code: number) => Dynamic): DynamicEntries {
    return new DynamicEntries(new Array(count), { length: count }, make);
  }

  get size(): number {
    return this.all.length;
  }

  at(code: number): Dynamic {
    const known = this.values[code];
    if (known !== undefined) return known;
    const value = this.make(code);
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

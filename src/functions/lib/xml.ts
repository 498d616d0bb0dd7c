import type { Bag, Dynamic } from '../../data/dynamic.ts';
import { ShapedBag } from '../../data/shaped-bag.ts';
import { countUtf8Bytes } from './utf8.ts';
import { remember, XmlMemory } from './xml-memory.ts';

const maxBytes = 1 << 20;
/** As for JSON: deeper text is treated as malformed, so that hostile nesting overflows neither this parser nor what walks its values. */
const maxDepth = 400;

/**
 * The value of XML text as parse_xml() gives it: {root name: value}; null when the text is no well-formed XML document, has a document type
 * with declarations of its own, or takes more than 1 MB. An element without attributes and children is its text, null when that is empty or
 * blank; any other is a bag of `@attribute`, `#text` and children, where children of one name are an array. Values stay text. Text is taken as
 * it is, but for the blanks around it when there are children beside it. Comments and processing instructions are skipped. Manual:
 * parse-xml-function.
 *
 * The parser is our own, because a library takes about 80 µs for an event of 900 characters where this takes 6, and parsing events is what
 * the function is for. A test holds it against fast-xml-parser.
 */
export function parseXml(text: string, memory = new XmlMemory()): Bag | null {
  if (text.length > maxBytes || (text.length * 3 > maxBytes && countUtf8Bytes(text) > maxBytes)) return null;
  const hasControls = control.test(text);
  if (hasControls && illegal.test(text)) return null;
  try {
    return new XmlReader(hasControls ? text.replace(/\r\n?/g, '\n') : text, hasControls, memory).document();
  } catch (error) {
    if (error === malformed) return null;
    throw error;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML takes three of them, and one of these is special
const control = /[\0-\x1f\ufffe\uffff]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the others
const illegal = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** Thrown where the text is malformed; one object for all, since most of the cost of an error is its stack. */
const malformed = new Error('malformed XML');

/** Bags with more names than this are Maps, which find them faster. */
const mostNames = 8;

class XmlReader {
  private readonly memory: XmlMemory;
  private attributeCount = 0;
  private textCount = 0;
  /** How many names and values of attributes are noted. */
  private noted = 0;
  private readonly text: string;
  private readonly hasBreaks: boolean;
  private readonly hasReferences: boolean;
  private position = 0;
  /** The name of the element that was read last: often that of the next one, too. */
  private lastElement = '';
  private lastAttribute = '';
  private lastKey = '@';

  constructor(text: string, hasBreaks: boolean, memory: XmlMemory) {
    this.memory = memory;
    this.text = text;
    this.hasBreaks = hasBreaks;
    this.hasReferences = text.includes('&');
  }

  document(): Bag {
    if (this.text.charCodeAt(0) === 0xfeff) this.position++;
    this.skipMisc(true);
    const value = this.element(1);
    const bag = new Map([[this.lastElement, value]]);
    this.skipMisc(false);
    if (this.position < this.text.length) throw malformed;
    return bag;
  }

  /** Blanks, comments and processing instructions; before the root a document type, as long as it declares nothing. */
  private skipMisc(beforeRoot: boolean): void {
    const { text } = this;
    for (;;) {
      this.skipBlanks();
      if (text.startsWith('<?', this.position)) this.skipPast('?>', 2);
      else if (text.startsWith('<!--', this.position)) this.skipPast('-->', 4);
      else if (beforeRoot && text.startsWith('<!DOCTYPE', this.position)) this.skipDocumentType();
      else return;
    }
  }

  private skipDocumentType(): void {
    const start = this.position;
    this.skipPast('>', 9);
    if (this.text.slice(start, this.position).includes('[')) throw malformed;
  }

  /** Goes behind the next `end`, which may begin `offset` units from here at the earliest. */
  private skipPast(end: string, offset: number): void {
    const at = this.text.indexOf(end, this.position + offset);
    if (at < 0) throw malformed;
    this.position = at + end.length;
  }

  private skipBlanks(): void {
    while (isBlank(this.text.charCodeAt(this.position))) this.position++;
  }

  /** The value of the element that begins here; its name is `lastElement` afterwards. */
  private element(depth: number): Dynamic {
    const { text } = this;
    if (depth > maxDepth || text.charCodeAt(this.position) !== less) throw malformed;
    this.position++;
    const name = this.elementName();
    const start = this.noted;
    this.attributes();
    if (text.charCodeAt(this.position) === slash) {
      if (text.charCodeAt(this.position + 1) !== greater) throw malformed;
      this.position += 2;
      this.lastElement = name;
      return this.noted === start ? null : this.bagFrom(start);
    }
    this.position++;
    const value = this.content(start, depth);
    // here is `</`
    const nameEnd = this.position + 2 + name.length;
    if (!text.startsWith(name, this.position + 2)) throw malformed;
    this.position = nameEnd;
    this.skipBlanks();
    if (text.charCodeAt(this.position) !== greater) throw malformed;
    this.position++;
    this.lastElement = name;
    return value;
  }

  /** Everything up to the end tag, as the value of the element, whose attributes are noted from `start` on. */
  private content(start: number, depth: number): Dynamic {
    const { text, memory } = this;
    let bag: Map<string, Dynamic> | undefined;
    let content = '';
    for (;;) {
      const next = this.readCharacters();
      if (next !== '') content = content === '' ? next : content + next;
      const at = this.position;
      const following = text.charCodeAt(at + 1);
      if (following === slash) break;
      if (following === exclamation && text.startsWith('<![CDATA[', at)) {
        this.skipPast(']]>', 9);
        content += text.slice(at + 9, this.position - 3);
      } else if (following === exclamation && text.startsWith('<!--', at)) {
        this.skipPast('-->', 4);
      } else if (following === question) {
        this.skipPast('?>', 2);
      } else {
        // the text takes its place among the children, and its value when all of it is known
        bag ??= this.mapFrom(start);
        if (content !== '' && !bag.has('#text') && !isBlankText(content)) bag.set('#text', null);
        const value = this.element(depth + 1);
        addChild(bag, this.lastElement, value);
      }
    }
    const hasText = content !== '' && !isBlankText(content);
    if (bag !== undefined) return hasText ? bag.set('#text', withoutBlanksAround(content)) : bag;
    if (this.noted === start) return hasText ? content : null;
    if (hasText) {
      memory.names[this.noted] = '#text';
      memory.values[this.noted++] = content;
    }
    return this.bagFrom(start);
  }

  /** The bag of what is noted from a place on; nothing is noted there afterwards. */
  private bagFrom(start: number): Bag {
    const { memory, noted } = this;
    if (noted - start > mostNames) return this.mapFrom(start);
    this.noted = start;
    const { values } = memory;
    // a literal takes no more than it holds, and what mostly lives on is soon made where it can stay: a name and a text are what events consist of
    const items = noted - start === 2 ? [values[start], values[start + 1]] : values.slice(start, noted);
    return ShapedBag.ofTexts(memory.shape(start, noted), items);
  }

  private mapFrom(start: number): Map<string, Dynamic> {
    const { names, values } = this.memory;
    const bag = new Map<string, Dynamic>();
    for (let i = start; i < this.noted; i++) bag.set(names[i], values[i]);
    this.noted = start;
    return bag;
  }

  /** The characters up to the next tag, which the position is then at. */
  private readCharacters(): string {
    const { text, position } = this;
    if (text.charCodeAt(position) === less) return '';
    const { texts } = this.memory;
    const place = this.textCount++;
    const expected = texts[place];
    if (expected !== undefined && text.startsWith(expected, position) && text.charCodeAt(position + expected.length) === less) {
      this.position = position + expected.length;
      return expected;
    }
    const next = text.indexOf('<', position);
    if (next < 0) throw malformed;
    this.position = next;
    const raw = text.slice(position, next);
    if (raw.includes(']]>')) throw malformed;
    const value = this.hasReferences ? resolved(raw) : raw;
    remember(texts, place, value, raw);
    return value;
  }

  private elementName(): string {
    const { lastElement, position } = this;
    if (
      lastElement !== '' &&
      this.text.startsWith(lastElement, position) &&
      !isNameUnit(this.text.charCodeAt(position + lastElement.length))
    ) {
      this.position = position + lastElement.length;
      return lastElement;
    }
    return this.name();
  }

  private name(): string {
    const { text, position } = this;
    let at = position;
    let highest = 0;
    for (let unit = text.charCodeAt(at); isNameUnit(unit); unit = text.charCodeAt(++at)) highest |= unit;
    const name = text.slice(position, at);
    if (highest < 0x80 ? !startsName(text.charCodeAt(position)) : !xmlName.test(name)) throw malformed;
    this.position = at;
    return name;
  }

  /** Notes the attributes, with `@` before their names, up to the `>` or `/` of the tag. */
  private attributes(): void {
    const { text, memory, noted: start } = this;
    /** The names once they are too many to look through. */
    let seen: Set<string> | undefined;
    for (;;) {
      const before = this.position;
      this.skipBlanks();
      const unit = text.charCodeAt(this.position);
      if (unit === greater || unit === slash) return;
      if (this.position === before) throw malformed;
      const key = this.attributeKey();
      const value = this.attributeValue();
      if (this.noted - start === mostNames) seen = new Set(memory.names.slice(start, this.noted));
      if (seen?.has(key)) throw malformed;
      if (seen === undefined) for (let i = start; i < this.noted; i++) if (memory.names[i] === key) throw malformed;
      seen?.add(key);
      memory.names[this.noted] = key;
      memory.values[this.noted++] = value;
    }
  }

  /** Reads an attribute's name and the sign of equality. */
  private attributeKey(): string {
    const { text, position, lastAttribute } = this;
    const end = position + lastAttribute.length;
    if (lastAttribute !== '' && text.charCodeAt(end) === equals && text.startsWith(lastAttribute, position)) {
      this.position = end;
    } else {
      const name = this.name();
      this.lastAttribute = name;
      this.lastKey = `@${name}`;
      this.skipBlanks();
      if (text.charCodeAt(this.position) !== equals) throw malformed;
    }
    this.position++;
    this.skipBlanks();
    return this.lastKey;
  }

  /** Reads an attribute's value with the quotes around it. */
  private attributeValue(): string {
    const { text } = this;
    const quote = text.charCodeAt(this.position);
    if (quote !== doubleQuote && quote !== singleQuote) throw malformed;
    const start = this.position + 1;
    const { attributes } = this.memory;
    const place = this.attributeCount++;
    const expected = attributes[place];
    if (expected !== undefined && text.startsWith(expected, start) && text.charCodeAt(start + expected.length) === quote) {
      this.position = start + expected.length + 1;
      return expected;
    }
    const end = text.indexOf(quote === doubleQuote ? '"' : "'", start);
    if (end < 0) throw malformed;
    this.position = end + 1;
    const raw = text.slice(start, end);
    if (raw.includes('<')) throw malformed;
    const plain = this.hasBreaks ? raw.replace(/[\t\n]/g, ' ') : raw;
    const value = this.hasReferences ? resolved(plain) : plain;
    remember(attributes, place, value, raw);
    return value;
  }
}

const exclamation = 0x21;
const doubleQuote = 0x22;
const singleQuote = 0x27;
const slash = 0x2f;
const less = 0x3c;
const equals = 0x3d;
const greater = 0x3e;
const question = 0x3f;

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x09 || unit === 0x0d;
}

function isBlankText(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (!isBlank(text.charCodeAt(i))) return false;
  return true;
}

function withoutBlanksAround(text: string): string {
  let start = 0;
  let end = text.length;
  while (isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

/** Letters, digits, `_`, `:`, `-`, `.`, and everything beyond ASCII. */
function isNameUnit(unit: number): boolean {
  return unit < 0x80 ? nameUnits[unit] === 1 : unit > 0x7f;
}

function startsName(unit: number): boolean {
  return nameUnits[unit] === 1 && !(unit >= 0x2d && unit <= 0x39);
}

const nameUnits = Uint8Array.from({ length: 128 }, (_, unit) => (/[A-Za-z0-9_:.-]/.test(String.fromCharCode(unit)) ? 1 : 0));

/** A name as XML 1.0 defines it. */
const xmlName =
  /^[:A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\u{10000}-\u{effff}][-.0-9:A-Z_a-z\xb7\xc0-\xd6\xd8-\xf6\xf8-\u037d\u037f-\u1fff\u200c-\u200d\u203f\u2040\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\u{10000}-\u{effff}]*$/u;

function addChild(bag: Map<string, Dynamic>, name: string, value: Dynamic): void {
  const known = bag.get(name);
  if (known === undefined) bag.set(name, value);
  else if (Array.isArray(known)) known.push(value);
  else bag.set(name, [known, value]);
}

const predefined = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Text with its references replaced; only those to characters and the five predefined entities exist. */
function resolved(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:([a-z]+);|#([0-9]+);|#x([0-9A-Fa-f]+);)?/g,
    (_, name: string | undefined, digits: string | undefined, hex: string | undefined) => {
      if (name !== undefined) return predefined.get(name) ?? fail();
      const code = digits !== undefined ? Number(digits) : hex !== undefined ? Number.parseInt(hex, 16) : fail();
      return isXmlCharacter(code) ? String.fromCodePoint(code) : fail();
    },
  );
}

function fail(): never {
  throw malformed;
}

function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

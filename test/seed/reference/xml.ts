// parse_xml as its manual page tells it, for the events of the seed rule.

class Malformed extends Error {}

/**
 * The value of an XML text: {root name: value}; null when it is not well formed. An element without attributes and children is
 * its text, or null when empty; any other is a bag of `@attribute`, `#text` and children, repeated children an array.
 * Throws where the page leaves the value open (CDATA, a document type, blanks around a text), rather than decide it here.
 */
export function parseXml(text: string): unknown {
  try {
    return new Reader(text).document();
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

class Reader {
  private readonly text: string;
  private position = 0;

  constructor(text: string) {
    this.text = text;
  }

  document(): unknown {
    this.misc();
    const [name, value] = this.element();
    this.misc();
    if (this.position !== this.text.length) throw new Malformed();
    return { [name]: value };
  }

  private element(): [string, unknown] {
    const name = this.match(/<([A-Za-z_:][\w:.-]*)/y)[1];
    const bag: Record<string, unknown> = {};
    for (let attribute = this.attribute(); attribute; attribute = this.attribute()) {
      const key = `@${attribute[0]}`;
      if (key in bag) throw new Malformed();
      bag[key] = decoded(attribute[1]);
    }
    let content = '';
    if (this.match(/\s*(\/?)>/y)[1] === '') {
      content = this.children(bag);
      this.match(new RegExp(`</${name.replaceAll('.', '\\.')}\\s*>`, 'y'));
    }
    if (Object.keys(bag).length === 0) return [name, content === '' ? null : content];
    if (content !== '') bag['#text'] = content;
    return [name, bag];
  }

  private attribute(): [string, string] | undefined {
    const match = this.tryMatch(/\s+([A-Za-z_:][\w:.-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y);
    return match ? [match[1], match[2] ?? match[3]] : undefined;
  }

  /** Reads up to the end tag: children go into the bag, the text between them is the result. */
  private children(bag: Record<string, unknown>): string {
    let content = '';
    for (;;) {
      content += decoded(this.match(/[^<]*/y)[0]);
      if (this.tryMatch(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>/y)) continue;
      if (this.text.startsWith('<!', this.position)) throw new Error('CDATA and declarations are not decided here');
      if (this.text.startsWith('</', this.position)) break;
      const [name, value] = this.element();
      if (!(name in bag)) bag[name] = value;
      else if (Array.isArray(bag[name])) bag[name].push(value);
      else bag[name] = [bag[name], value];
    }
    const trimmed = content.trim();
    if (trimmed !== '' && trimmed !== content) throw new Error(`blanks around a text are not decided here: ${JSON.stringify(content)}`);
    return trimmed;
  }

  private misc(): void {
    while (this.tryMatch(/\s+|<!--[\s\S]*?-->|<\?[\s\S]*?\?>/y));
  }

  private tryMatch(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text) ?? undefined;
    if (match) this.position = pattern.lastIndex;
    return match;
  }

  private match(pattern: RegExp): RegExpExecArray {
    const match = this.tryMatch(pattern);
    if (!match) throw new Malformed();
    return match;
  }
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(text: string): string {
  if (/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);)/.test(text)) throw new Malformed();
  return text.replace(/&(?:#x([0-9A-Fa-f]+)|#(\d+)|(\w+));/g, (_, hex, digits, name) =>
    name ? ENTITIES[name] : String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(digits)),
  );
}

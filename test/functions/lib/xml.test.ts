import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { dynamicToJson } from '../../../src/data/json.ts';
import { parseXml } from '../../../src/functions/lib/xml.ts';
import { XmlMemory } from '../../../src/functions/lib/xml-memory.ts';

// The library keeps everything in order; what parse_xml() makes of it is said here once more, as plainly as possible.

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
});

type Node = Record<string, unknown>;

function reference(text: string): unknown {
  const roots = (parser.parse(text) as Node[]).filter((node) => !('#text' in node));
  return { [nameOf(roots[0])]: contentOf(roots[0]) };
}

function nameOf(node: Node): string {
  return Object.keys(node).find((key) => key !== ':@')!;
}

function contentOf(node: Node): unknown {
  const content = node[nameOf(node)] as Node[];
  const children = content.filter((child) => !('#text' in child));
  const text = content.map((child) => child['#text'] ?? '').join('');
  const bag: Node = { ...(node[':@'] as Node | undefined) };
  if (text.trim() !== '') {
    if (Object.keys(bag).length === 0 && children.length === 0) return text;
    bag['#text'] = children.length > 0 ? text.trim() : text;
  }
  for (const child of children) {
    const name = nameOf(child);
    if (!(name in bag)) bag[name] = contentOf(child);
    else if (Array.isArray(bag[name])) bag[name].push(contentOf(child));
    else bag[name] = [bag[name], contentOf(child)];
  }
  return Object.keys(bag).length === 0 ? null : bag;
}

const escaped = (text: string) =>
  text.replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' })[c]!);
const name = fc.constantFrom('a', 'b', 'Data', 'x:y', 'e-1.2', 'é', '日本');
const characters = fc
  .string({ unit: fc.constantFrom('a', 'Z', '0', ' ', '&', '<', '>', '"', "'", 'é', '😀', '\n', ']', '#') })
  .map(escaped);
const blanks = fc.constantFrom('', ' ', '\n  ', '\t');
const attribute = fc.tuple(
  name,
  characters.map((text) => text.replaceAll('\n', '')),
);
const attributes = fc.uniqueArray(attribute, { maxLength: 3, selector: ([key]) => key });

const { element } = fc.letrec<{ element: string; piece: string }>((tie) => ({
  element: fc
    .tuple(name, attributes, fc.array(tie('piece'), { maxLength: 4 }), blanks, fc.boolean())
    .map(([tag, list, pieces, blank, quote]) => {
      const start = `<${tag}${list.map(([key, value]) => ` ${key}=${quote ? `"${value}"` : `'${value}'`}`).join('')}${blank}`;
      return pieces.length === 0 ? `${start}/>` : `${start}>${pieces.join('')}</${tag}>`;
    }),
  piece: fc.oneof({ depthSize: 'small' }, characters, blanks, fc.constant('<!-- c < -->'), fc.constant('<![CDATA[x<y]]>'), tie('element')),
}));

const memory = new XmlMemory();

describe('parseXml', () => {
  it('gives what the library parses', () => {
    fc.assert(
      fc.property(element, (text) => {
        expect(plain(parseXml(text))).toEqual(reference(text));
        // one memory for all documents, as a column has it
        expect(plain(parseXml(text, memory))).toEqual(reference(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('is null for what the library finds malformed', () => {
    const broken = fc.tuple(
      element,
      fc.nat(),
      fc.nat({ max: 3 }),
      fc.string({ unit: fc.constantFrom('<', '>', '&', '/', '"', '=', 'a', ' '), maxLength: 2 }),
    );
    fc.assert(
      fc.property(broken, ([text, at, removed, inserted]) => {
        const offset = at % text.length;
        const changed = text.slice(0, offset) + inserted + text.slice(offset + removed);
        if (XMLValidator.validate(changed) !== true)
          expect([plain(parseXml(changed)), plain(parseXml(changed, memory))]).toEqual([null, null]);
      }),
      { numRuns: 2000 },
    );
  });

  it('does not throw on anything', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'<>/!?[]-="\'& aCDATA;#x1') }), (text) => void parseXml(text)));
  });

  it('takes as long as the text is', () => {
    for (const text of [
      `<e>x${' '.repeat(1_000_000)}y<a/></e>`,
      `<e>${'<a>'.repeat(200_000)}`,
      `<e ${'a="1" '.repeat(100_000)}`,
      `<e>${'&amp;'.repeat(200_000)}</e>`,
      `<e>${'<!--'.repeat(200_000)}`,
    ]) {
      const start = performance.now();
      parseXml(text);
      expect(performance.now() - start).toBeLessThan(1000);
    }
  });
});

function plain(value: ReturnType<typeof parseXml>): unknown {
  return dynamicToJson(value);
}

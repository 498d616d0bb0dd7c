import { describe, expect, it } from 'vitest';
import { parseXml } from './xml.ts';

describe('parseXml', () => {
  it.each<[string, unknown]>([
    // the conversions that the manual page of parse_xml lists
    ['<e/>', { e: null }],
    ['<e>text</e>', { e: 'text' }],
    ['<e name="value" />', { e: { '@name': 'value' } }],
    ['<e name="value">text</e>', { e: { '@name': 'value', '#text': 'text' } }],
    ['<e> <a>text</a> <b>text</b> </e>', { e: { a: 'text', b: 'text' } }],
    ['<e> <a>text</a> <a>text</a> </e>', { e: { a: ['text', 'text'] } }],
    // and what follows from XML itself
    ["<e a='1' b=\"'\"/>", { e: { '@a': '1', '@b': "'" } }],
    ['<e>&lt;&#65;&#x42;&amp;&quot;&gt;&apos;</e>', { e: '<AB&">\'' }],
    ['<?xml version="1.0"?>\n<!-- c --><e>a<!-- c -->b<?pi?></e>\n', { e: 'ab' }],
    ['<e xmlns="urn:x"><a/><a x="1"/></e>', { e: { '@xmlns': 'urn:x', a: [null, { '@x': '1' }] } }],
  ])('%s', (text, value) => {
    expect(parseXml(text)).toEqual(value);
  });

  it.each([
    '',
    ' ',
    'text',
    '<e',
    '<e>',
    '<e></f>',
    '<e/><e/>',
    '<e/>text',
    '<e>&</e>',
    '<e>&x;</e>',
    '<e a="1" a="2"/>',
    '<e a=1/>',
    '<e a="<"/>',
  ])('null for %j', (text) => {
    expect(parseXml(text)).toBeNull();
  });

  it.each(['<e><![CDATA[x]]></e>', '<e> text</e>'])('decides nothing about %j', (text) => {
    expect(() => parseXml(text)).toThrow('not decided here');
  });
});

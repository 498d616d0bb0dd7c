import type { QueryDescription, RuleDescription } from './description.ts';
import { type Sections, sectionsOf } from './sections.ts';

const style = `body{font:15px/1.45 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}th,td{border:1px solid #8885;padding:.25rem .6rem;text-align:left;vertical-align:top}
td{font-family:ui-monospace,monospace;font-size:13px;overflow-wrap:anywhere}dt{font-weight:600}dd{margin:0 0 .4rem 0;white-space:pre-wrap}
@media(prefers-color-scheme:dark){body{background:#111;color:#ddd}}`;

/** Descriptions as a page of HTML that needs nothing else, and runs nothing. */
export function htmlOf(descriptions: readonly (QueryDescription | RuleDescription)[]): string {
  const all = descriptions.map(sectionsOf);
  const parts = [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">',
    `<title>${escaped(all.length === 1 ? all[0].title : `${all.length} rules`)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    ...all.flatMap(articleOf),
    '</body>',
    '</html>',
  ];
  return `${parts.join('\n')}\n`;
}

function articleOf({ title, facts, sections }: Sections): string[] {
  const parts = ['<article>', `<h1>${escaped(title)}</h1>`];
  if (facts.length > 0) parts.push('<dl>', ...facts.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`), '</dl>');
  for (const { title: heading, columns, rows, note } of sections) {
    parts.push(`<h2>${escaped(heading)}</h2>`);
    if (rows.length > 0)
      parts.push(
        '<table>',
        `<tr>${columns.map((column) => `<th>${escaped(column)}</th>`).join('')}</tr>`,
        ...rows.map((row) => `<tr>${row.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`),
        '</table>',
      );
    if (note !== undefined) parts.push(`<p>${escaped(note)}</p>`);
  }
  parts.push('</article>');
  return parts;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]);
}

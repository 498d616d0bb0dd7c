import type { QueryDescription, RuleDescription } from './description.ts';
import { sectionsOf } from './sections.ts';

/** A description as Markdown with tables. */
export function markdownOf(description: QueryDescription | RuleDescription): string {
  const { title, facts, sections } = sectionsOf(description);
  const lines = [`# ${escaped(title)}`, '', ...facts.map(([name, value]) => `- **${name}**: ${escaped(value)}`)];
  if (facts.length > 0) lines.push('');
  for (const { title: heading, columns, rows, note } of sections) {
    lines.push(`## ${heading}`, '');
    if (rows.length > 0) lines.push(rowOf(columns), rowOf(columns.map(() => '---')), ...rows.map((row) => rowOf(row.map(code))), '');
    if (note !== undefined) lines.push(note, '');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** As code, in which nothing is a link: addresses that are looked for are not to be clicked on. */
function code(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line === '') return '';
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${space}${line.replaceAll('|', '\\|')}${space}${fence}`;
}

/** On one line, with nothing that Markdown or HTML in it would take for its own. */
function escaped(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_{}[\]()#+!|~]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

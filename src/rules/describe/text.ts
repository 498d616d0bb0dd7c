import { widthOf } from '../../writers/text-width.ts';
import { visibleText } from '../../writers/visible.ts';
import type { QueryDescription, RuleDescription } from './description.ts';
import { type Section, sectionsOf } from './sections.ts';

/** Beyond this a cell is broken into lines. */
const cellWidth = 90;

/** A description for a terminal. */
export function textOfDescription(description: QueryDescription | RuleDescription): string {
  const { title, facts, sections } = sectionsOf(description);
  const label = Math.max(0, ...facts.map(([name]) => name.length)) + 2;
  const lines = [visibleText(title), ''];
  for (const [name, value] of facts) {
    const [first = '', ...others] = value.split(/\r?\n/).flatMap((line) => broken(visibleText(line)));
    lines.push(`  ${name.padEnd(label)}${first}`, ...others.map((line) => `  ${' '.repeat(label)}${line}`));
  }
  if (facts.length > 0) lines.push('');
  for (const section of sections) lines.push(...sectionLines(section), '');
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

function sectionLines({ title, columns, rows, note }: Section): string[] {
  const cells = [...(rows.length > 0 ? [columns] : []), ...rows].map((row) =>
    row.map((cell) => broken(visibleText(cell.replace(/\s+/g, ' ')))),
  );
  const widths = (rows[0] ?? []).map((_, column) => Math.max(0, ...cells.flatMap((row) => row[column].map(widthOf))));
  const lines = cells.flatMap((row) => {
    const height = Math.max(...row.map((cell) => cell.length));
    return Array.from({ length: height }, (_, line) =>
      row.map((cell, column) => `${cell[line] ?? ''}${' '.repeat(widths[column] - widthOf(cell[line] ?? ''))}`).join('  '),
    );
  });
  return [title, ...lines.map((line) => `  ${line}`), ...(note === undefined ? [] : [`  ${note}`])];
}

/** A long text in lines, between words where it has any. */
function broken(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > cellWidth) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

import { formatError } from '../../errors.ts';
import type { JsonValue } from '../../result.ts';
import { cutToWidth, widthOf } from '../../writers/text-width.ts';
import { visibleText } from '../../writers/visible.ts';
import type { EmptiedStage, Explanation, Hint, NearestRow, StageReport } from './explanation.ts';

export interface FormatOptions {
  /** Columns of the terminal; default 120. */
  readonly width?: number;
  readonly colors?: boolean;
}

/**
 * An explanation as text for people: a line for each stage with its rows in and out; below the stage that left nothing its conjuncts and the
 * row that came nearest; then the hints. Data and texts in it do not steer a terminal.
 */
export function formatExplanation(explanation: Explanation, { width = 120, colors = false }: FormatOptions = {}): string {
  const paint = colors ? painted : plain;
  const lines = [...stageLines(explanation, width, paint), ...resultLines(explanation)];
  const { emptied, error, hints, warnings } = explanation;
  if (emptied?.nearest !== undefined) lines.push('', ...nearestLines(emptied, emptied.nearest, width, paint));
  if (hints.length > 0) lines.push('', ...hintLines(hints, explanation.stages, width, paint));
  if (error !== undefined) lines.push('', ...formatError(error).split('\n').map(visibleText));
  for (const warning of warnings) lines.push(`warning: ${visibleText(warning)}`);
  return `${lines.join('\n')}\n`;
}

/** The same as data: what `JSON.stringify` writes of it is all there is. */
export function explanationToJson(explanation: Explanation): JsonValue {
  const { error } = explanation;
  const plainError = error && { kind: error.kind, message: error.message, line: error.line, column: error.column, hint: error.hint };
  return JSON.parse(JSON.stringify({ ...explanation, error: plainError })) as JsonValue;
}

type Colour = 'red' | 'yellow' | 'dim' | 'bold';
type Paint = (text: string, colour: Colour) => string;

const codes: Readonly<Record<Colour, number>> = { red: 31, yellow: 33, dim: 2, bold: 1 };
const painted: Paint = (text, colour) => `\u001b[${codes[colour]}m${text}\u001b[0m`;
const plain: Paint = (text) => text;

function stageLines({ stages, emptied }: Explanation, width: number, paint: Paint): string[] {
  const idWidth = Math.max(5, ...stages.map(({ id }) => id.length));
  const inWidth = Math.max(7, ...stages.map(({ rowsIn }) => counted(rowsIn).length));
  const outWidth = Math.max(8, ...stages.map(({ rowsOut }) => counted(rowsOut).length));
  const before = 2 + idWidth + 2 + inWidth + 2 + outWidth + 2;
  const room = Math.max(20, width - before);
  const head = `  ${'stage'.padEnd(idWidth)}  ${'rows in'.padStart(inWidth)}  ${'rows out'.padStart(outWidth)}`;
  return [
    paint(head, 'dim'),
    ...stages.flatMap((stage) => {
      const isEmptied = emptied?.stage === stage.id;
      const times = stage.runs > 1 ? `  (ran ${stage.runs} times)` : '';
      const text = cutToWidth(visibleText(stage.text), Math.max(10, room - times.length));
      const line = `${isEmptied ? '▶' : ' '} ${stage.id.padEnd(idWidth)}  ${counted(stage.rowsIn).padStart(inWidth)}  ${counted(stage.rowsOut).padStart(outWidth)}  ${text}${times}`;
      if (isEmptied) return [paint(line, 'red'), ...conjunctLines(emptied, ' '.repeat(before), room)];
      return [stage.rowsIn === 0 ? paint(line, 'dim') : line];
    }),
  ];
}

/** How often each conjunct was true, false and null, below the stage. */
function conjunctLines({ conjuncts }: EmptiedStage, indent: string, room: number): string[] {
  if (conjuncts.length === 0) return [];
  const rows = [
    ['true', 'false', 'null', 'of each condition by itself'],
    ...conjuncts.map((each) => [counted(each.true), counted(each.false), counted(each.null), visibleText(each.text)]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => {
    const counts = widths.map((columnWidth, column) => row[column].padStart(columnWidth)).join('  ');
    return `${indent}${counts}  ${cutToWidth(row[3], Math.max(20, room - widthOf(counts) - 2))}`;
  });
}

function resultLines({ resultRows, emptied, error, stages }: Explanation): string[] {
  const result = error === undefined ? [`  result: ${resultRows} ${resultRows === 1 ? 'row' : 'rows'}`] : [];
  if (emptied === undefined || emptied.stage === '') return result;
  const report = stages.find(({ id }) => id === emptied.stage);
  const place = report === undefined ? '' : ` (line ${report.line})`;
  const what = emptied.kind === 'source' ? 'had no rows' : 'left no row';
  return [...result, `  stage ${emptied.stage}${place} ${what}`];
}

function nearestLines({ conjuncts }: EmptiedStage, { row, failed }: NearestRow, width: number, paint: Paint): string[] {
  const lines = [paint(`the nearest row fails ${failed.length} of ${Math.max(conjuncts.length, failed.length)}`, 'bold')];
  for (const { predicate, values } of failed) {
    lines.push(`  ${cutToWidth(visibleText(predicate), width - 2)}`);
    for (const [name, value] of Object.entries(values))
      lines.push(`    ${cutToWidth(`${visibleText(name)} is ${shown(value)}`, width - 4)}`);
  }
  const cells = Object.entries(row).map(([name, value]) => `${visibleText(name)}=${shown(value)}`);
  if (cells.length > 0) lines.push(...wrapped(cells.join('  '), width - 2, 4).map((line) => `  ${paint(line, 'dim')}`));
  return lines;
}

function hintLines(hints: readonly Hint[], stages: readonly StageReport[], width: number, paint: Paint): string[] {
  return hints.flatMap(({ message, stage, trap }) => {
    const report = stages.find(({ id }) => id === stage);
    const place = stage === undefined ? '' : `stage ${stage}${report === undefined ? '' : `, line ${report.line}`}: `;
    const [first, ...rest] = wrapped(`${place}${visibleText(message)} [${trap}]`, width - 6, 12);
    return [`${paint('hint:', 'yellow')} ${first}`, ...rest.map((line) => `      ${line}`)];
  });
}

/** A text in lines of at most a width, broken at spaces where there are any. */
function wrapped(text: string, width: number, atMost: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= width || line === '') line = longer;
    else {
      lines.push(cutToWidth(line.trimEnd(), width));
      line = word;
    }
    if (lines.length === atMost) return [...lines.slice(0, -1), `${lines[atMost - 1]} …`];
  }
  return [...lines, cutToWidth(line, width)];
}

function shown(value: JsonValue): string {
  const text = JSON.stringify(value);
  return visibleText(text.length > 200 ? `${text.slice(0, 199)}…` : text);
}

function counted(rows: number | undefined): string {
  return rows === undefined ? '' : String(rows).replace(/\B(?=(\d{3})+$)/g, ',');
}

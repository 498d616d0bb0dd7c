import type { Expression, Operator } from '../../syntax/ast.ts';
import { pipesIn } from '../../syntax/walk.ts';
import type { Stage } from '../stages.ts';

const longText = 90;

/** A stage as written, on one line; where that is long, what is inside it in brackets is left out. */
export function stageText(text: string, { node, span }: Stage): string {
  const whole = onOneLine(text.slice(span.start, span.end));
  if (whole.length <= longText) return whole;
  let at = span.start;
  let shortened = '';
  for (const { start, end } of partsIn(node)) {
    if (start < at) continue;
    shortened += `${text.slice(at, start)} … `;
    at = end;
  }
  return onOneLine(shortened + text.slice(at, span.end));
}

function partsIn(node: Expression | Operator): { readonly start: number; readonly end: number }[] {
  return pipesIn(node)
    .map(({ span }) => span)
    .filter(({ start, end }) => end - start > 20)
    .sort((a, b) => a.start - b.start);
}

function onOneLine(text: string): string {
  // a comment would swallow what follows it on the line
  return text
    .replace(/(?<=^|\s)\/\/[^\n\r]*/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

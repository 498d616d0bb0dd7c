import type { BindContext, Environment } from '../binder/context.ts';
import type { Relation } from '../binder/relation.ts';
import { columnIndex } from '../data/schema.ts';
import type { ProjectReorderOperator, ReorderItem } from '../syntax/ast.ts';
import { matchingNames, pickedColumns } from './project-select.ts';

/** `project-reorder`: the listed columns first, what a pattern matches in the input's order or by name; all others after them. */
export function bindProjectReorder(
  _context: BindContext,
  _environment: Environment,
  input: Relation,
  node: ProjectReorderOperator,
): Relation {
  const order: string[] = [];
  const placed = new Set<string>();
  for (const item of node.items) {
    const matches = matchingNames(input, item.column).filter((name) => !placed.has(name));
    for (const name of sortedNames(matches, item.order)) {
      placed.add(name);
      order.push(name);
    }
  }
  for (const { name } of input.schema.columns) if (!placed.has(name)) order.push(name);
  const indexes = order.map((name) => columnIndex(input.schema, name)).filter((index) => index >= 0);
  return pickedColumns(input, indexes, node.span);
}

function sortedNames(names: string[], order: ReorderItem['order']): string[] {
  switch (order) {
    case undefined:
      return names;
    case 'asc':
      return names.sort(compareFolded);
    case 'desc':
      return names.sort((a, b) => compareFolded(b, a));
    case 'granny-asc':
      return names.sort(compareWithNumbers);
    case 'granny-desc':
      return names.sort((a, b) => compareWithNumbers(b, a));
  }
}

function compareFolded(a: string, b: string): number {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Runs of digits count as numbers: a2 comes before a10. */
function compareWithNumbers(a: string, b: string): number {
  const partsOf = (text: string): string[] => text.toLowerCase().match(/\d+|\D+/g) ?? [];
  const [x, y] = [partsOf(a), partsOf(b)];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    if (x[i] === y[i]) continue;
    const [m, n] = [Number(x[i]), Number(y[i])];
    if (!Number.isNaN(m) && !Number.isNaN(n) && m !== n) return m - n;
    return x[i] < y[i] ? -1 : 1;
  }
  return x.length - y.length;
}

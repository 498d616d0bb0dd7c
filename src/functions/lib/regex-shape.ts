import type { RegexNode } from './regex-syntax.ts';

/** Whether a node can match the empty text; an assertion counts as able to. */
export function isNullable(node: RegexNode): boolean {
  switch (node.kind) {
    case 'set':
      return false;
    case 'assertion':
      return true;
    case 'sequence':
      return node.items.every(isNullable);
    case 'choice':
      return node.options.some(isNullable);
    case 'repeat':
      return node.min === 0 || isNullable(node.item);
    case 'group':
      return isNullable(node.item);
  }
}

/** How many instructions a node takes when its counted repetitions are written out. */
export function expandedSize(node: RegexNode): number {
  switch (node.kind) {
    case 'set':
    case 'assertion':
      return 1;
    case 'sequence':
      return 1 + sum(node.items);
    case 'choice':
      return 1 + sum(node.options);
    case 'group':
      return 2 + expandedSize(node.item);
    case 'repeat':
      return 2 + Math.max(1, node.max === Number.POSITIVE_INFINITY ? node.min + 1 : node.max) * expandedSize(node.item);
  }
}

function sum(nodes: readonly RegexNode[]): number {
  return nodes.reduce((total, node) => total + expandedSize(node), 0);
}

/** The numbers of the groups inside a node. */
export function groupsIn(node: RegexNode): number[] {
  switch (node.kind) {
    case 'set':
    case 'assertion':
      return [];
    case 'sequence':
      return node.items.flatMap(groupsIn);
    case 'choice':
      return node.options.flatMap(groupsIn);
    case 'repeat':
      return groupsIn(node.item);
    case 'group':
      return [node.index, ...groupsIn(node.item)];
  }
}

/** Whether a node asks for word borders as Unicode knows them. */
export function hasUnicodeBorders(node: RegexNode): boolean {
  switch (node.kind) {
    case 'set':
      return false;
    case 'assertion':
      return /^(?:noW|w)ord/.test(node.assertion);
    case 'sequence':
      return node.items.some(hasUnicodeBorders);
    case 'choice':
      return node.options.some(hasUnicodeBorders);
    case 'repeat':
    case 'group':
      return hasUnicodeBorders(node.item);
  }
}

import type { Expression as Node } from '../syntax/ast.ts';
import type { Catalog } from './catalog.ts';
import { type Environment, lookUp } from './context.ts';

/** A database that a query names: what is in it, and how the query would name it. */
export interface Entity {
  readonly catalog: Catalog;
  readonly text: string;
}

/** The functions that name a database, or what passes for one: a workspace, an application, the resource graph. */
const entityFunctions: ReadonlySet<string> = new Set(['database', 'cluster', 'workspace', 'app', 'resource', 'arg', 'adx']);

/** Whether an expression names a database by its form. */
export function isEntity(environment: Environment, node: Node): boolean {
  if (node.kind === 'call') return entityFunctions.has(node.name.text);
  if (node.kind === 'name') return lookUp(environment, node.text)?.kind === 'entity';
  return node.kind === 'path' && node.member.kind === 'call' && node.member.name.text === 'database' && isEntity(environment, node.base);
}

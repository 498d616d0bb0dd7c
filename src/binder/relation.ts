import type { Schema } from '../data/schema.ts';
import type { Graph } from '../plan/graph.ts';
import type { Plan, Visualization } from '../plan/plan.ts';

/** A tabular expression as the binder knows it: the plan and what only names and checks need. */
export interface Relation {
  readonly plan: Plan;
  readonly schema: Schema;
  /** There may be columns that are not in the schema: only while binding without data. */
  readonly open: boolean;
  /**
   * There are no rows, and which columns there would be only rows could have told: bag_unpack over nothing. A column that is not in the schema
   * is then null in all of them.
   */
  readonly vacant: boolean;
  /** The rows are in an order that window functions may rely on. */
  readonly serialized: boolean;
  /** What union withsource calls these rows: the name of a stored table, a view, or given by `as`. */
  readonly name: string | undefined;
  /** Columns that are there but cannot be named: a function with a declared tabular parameter sees the declared ones only. */
  readonly hidden: ReadonlySet<string> | undefined;
  /** Why a column may be missing whose existence hangs on the data: said beside "there is no column". */
  readonly hint: string | undefined;
  /** The rows are those of a table or function of another database, as they are. */
  readonly elsewhere?: boolean;
  /** What `render` asked for; nothing may follow it. */
  readonly visualization: Visualization | undefined;
  /** The results that fork, facet or preview gives beside this first one; such a relation can only be the result of a query. */
  readonly others?: readonly Relation[];
  /** Names have been given to the results: they are shown where a later statement asks for them, or where none follows. */
  readonly named?: boolean;
  /** Set where this is no table but a graph, which only the graph operators take. */
  readonly graph?: GraphRelation;
}

/** A graph as the binder knows it. */
export interface GraphRelation {
  readonly graph: Graph;
  readonly edges: Relation;
  /** The tables of nodes, in the order of graph.tables. */
  readonly tables: readonly Relation[];
  /** Columns that two tables have in different types: no property of the nodes. */
  readonly conflicts: ReadonlySet<string>;
}

/** Several results as one relation. */
export function severalResults([first, ...others]: readonly Relation[]): Relation {
  return { ...first, others };
}

/**
 * The rows of a plan. What `from` says of columns that are not known or cannot be named goes on to them; the order of rows does so only
 * where an operator keeps it.
 */
export function relationOf(plan: Plan, from?: Relation, order: 'keeps-order' | 'loses-order' | 'makes-order' = 'loses-order'): Relation {
  return {
    plan,
    schema: plan.schema,
    open: from?.open ?? false,
    vacant: from?.vacant ?? false,
    serialized: order === 'makes-order' || (order === 'keeps-order' && (from?.serialized ?? false)),
    name: undefined,
    hidden: from?.hidden,
    hint: from?.hint,
    visualization: undefined,
  };
}

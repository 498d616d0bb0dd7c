/** All that is fetched with the graph operators. */
export { runGraph } from '../engine/graph/run.ts';
export { bindGraphMarkComponents } from './graph-mark-components.ts';
export { bindGraphMatch } from './graph-match.ts';
export { bindGraphShortestPaths } from './graph-shortest-paths.ts';
export { bindGraphToTable } from './graph-to-table.ts';
export { bindGraphWhere } from './graph-where.ts';
export { bindMakeGraph } from './make-graph.ts';

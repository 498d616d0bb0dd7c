/** Operators that few queries use, fetched together. */
export { runMatch } from '../engine/match.ts';
export { bindFacet, bindFork } from './fork.ts';
export { bindParseKv, runParseKv } from './parse-kv.ts';
export { bindPartition, runPartition } from './partition.ts';
export { bindReduce, runReduce } from './reduce.ts';
export { bindScan } from './scan.ts';
export { bindTopHitters } from './top-hitters.ts';
export { bindTopNested, runTopNested } from './top-nested.ts';

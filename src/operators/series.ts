/** What is fetched with make-series. */
export { runSeries } from '../engine/bins.ts';
export { bindMakeSeries } from './make-series.ts';

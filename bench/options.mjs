// What the command line of the bench says.
import { parseArgs } from 'node:util';

export const usage = `npm run bench -- [options]
  --rows n       rows of the network events, default 5000000; the other sizes follow it
  --quick        under a minute: 500000 rows, 3 runs, the questions that matter most; results.md stays as it is
  --runs n       runs of each variant after the one that warms up, default 5
  --only names   a list such as Q1,Q4: no other question, and results.md stays as it is
  --alone        kqlet without peers, for a profile of it
  --peers        also arquero, alasql, better-sqlite3, lodash and nodejs-polars, installed into bench/node_modules`;

const quickQuestions = ['Q1', 'Q2', 'Q3', 'Q4', 'Q5', 'Q6', 'J1', 'G1'];

export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      rows: { type: 'string' },
      runs: { type: 'string' },
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      peers: { type: 'boolean', default: false },
      alone: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    rows: Number(values.rows ?? (values.quick ? 500_000 : 5_000_000)),
    runs: Number(values.runs ?? (values.quick ? 3 : 5)),
    only: values.only?.split(',') ?? (values.quick ? quickQuestions : undefined),
    peers: values.peers,
    alone: values.alone,
    help: values.help,
  };
}

export const isWanted = ({ only }, name) => only === undefined || only.includes(name);

import { networkEvents, networkSchema } from '../data.mjs';
import { openDuckdb } from '../duckdb.mjs';
import { kqletVariant, openDatabase, plainVariant } from '../kqlet.mjs';
import { isWanted } from '../options.mjs';
import { openPeers } from '../peers/open.mjs';
import { q1 } from '../questions/q1.mjs';
import { q2 } from '../questions/q2.mjs';
import { q3 } from '../questions/q3.mjs';
import { q4 } from '../questions/q4.mjs';
import { q5, q6 } from '../questions/rule.mjs';
import { sorts } from '../questions/sort.mjs';

const sqlTypes = {
  Timestamp: 'TIMESTAMP',
  DeviceName: 'VARCHAR',
  RemoteIP: 'VARCHAR',
  RemoteIPType: 'VARCHAR',
  RemotePort: 'BIGINT',
  ActionType: 'VARCHAR',
  RemoteUrl: 'VARCHAR',
  BytesSent: 'BIGINT',
};

export const names = ['Q1', 'Q2', 'Q3', 'Q3d', 'Q4', 'Q5', 'Q6', 'S1', 'S2'];

/** The questions over network events in an order; those that the order does not touch are asked in the order of time only. */
export async function* network(options, order) {
  const wanted = (question) =>
    isWanted(options, question.name) && (order === 'time' || question.name.startsWith('Q3') || question.name === 'Q2');
  const asked = (data) => [q1, q2, q3, q4, q5, q6, sorts].flatMap((make) => make(data)).filter(wanted);
  if (asked({ servers: [], order }).length === 0) return;
  const data = networkEvents(options.rows, order);
  const questions = asked(data);
  const database = openDatabase();
  const started = performance.now();
  database.addTable('DeviceNetworkEvents', data.columns, { schema: networkSchema });
  yield { note: `addTable, ${order} order: ${Math.round(((performance.now() - started) * 1e6) / data.rows)} ns a row` };
  database.addTable('Agg', data.aggregate, { schema: { RemoteIP: 'string', Score: 'long' } });
  const duckdb = options.alone ? undefined : await loaded(data);
  const peers = options.peers && order === 'time' ? await openPeers(data) : [];
  for (const question of questions) {
    const variants = [
      kqletVariant(database, question),
      ...(duckdb?.variants(question, { enums: question.enums }) ?? []),
      plainVariant(data, question),
      ...peers.flatMap((peer) => peer.variants(question)),
    ];
    yield {
      question: order === 'time' ? question : { ...question, name: `${question.name} random`, title: `${question.title}, random order` },
      variants,
    };
  }
}

async function loaded({ columns, aggregate }) {
  const duckdb = await openDuckdb();
  // first, because its addresses are all there are, and the ENUM is made of them
  await duckdb.load('Agg', aggregate, { RemoteIP: 'VARCHAR', Score: 'BIGINT' }, true);
  await duckdb.load('DeviceNetworkEvents', columns, sqlTypes, true);
  return duckdb;
}

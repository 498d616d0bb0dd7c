import { kqletVariant, openDatabase, plainVariant } from '../kqlet.mjs';
import { isWanted } from '../options.mjs';
import { eventSchema, q7, sysmonEvents } from '../questions/sysmon.mjs';

export const names = ['Q7'];

export async function* sysmon(options) {
  if (!isWanted(options, 'Q7')) return;
  const data = sysmonEvents((options.rows * 3) / 50);
  const database = openDatabase();
  database.addTable('Event', data.columns, { schema: eventSchema });
  yield {
    question: q7,
    variants: [
      kqletVariant(database, q7),
      plainVariant(data, q7),
      { ...plainVariant(data, { ...q7, plain: q7.parsed }), name: 'fast-xml-parser' },
    ],
  };
}

import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Database, KqlError } from '../../src/node.ts';
import { compareTables } from './reference/compare.ts';
import { mde } from './reference/mde.ts';
import { DEVICE_NETWORK_EVENTS, EVENT } from './reference/schemas.ts';
import {
  CAPTURE_DIRECTORY,
  CAPTURE_NOW,
  readRows,
  ruleText,
  SEED_DIRECTORY,
  SEED_NOW,
  withoutRuleNames,
  withTechniqueValues,
} from './reference/seed-data.ts';
import { sysmon } from './reference/sysmon.ts';
import { readTable } from './reference/table.ts';

interface DataSet {
  readonly name: string;
  readonly now: string;
  readonly events: string;
  readonly connections: string;
}

const dataSets: DataSet[] = [
  {
    name: 'the data set of the project',
    now: SEED_NOW,
    events: path.join(SEED_DIRECTORY, 'Event.ndjson'),
    connections: path.join(SEED_DIRECTORY, 'DeviceNetworkEvents.json'),
  },
];
if (CAPTURE_DIRECTORY !== undefined) {
  dataSets.push({
    name: 'the real capture',
    now: CAPTURE_NOW,
    events: path.join(CAPTURE_DIRECTORY, 'Event.ndjson.gz'),
    connections: path.join(CAPTURE_DIRECTORY, 'DeviceNetworkEvents.ndjson.gz'),
  });
}

describe.each(dataSets)('the seed rules over $name', ({ now, events, connections }) => {
  it('mde gives the rows of the reference program', async () => {
    const database = new Database({ now });
    await database.loadTable('DeviceNetworkEvents', connections);
    const result = await database.query(ruleText('mde'));
    const expected = mde(readTable(readRows(connections), DEVICE_NETWORK_EVENTS), now);
    expect(compareTables(expected, { columns: [...result.columns], rows: result.toRows() })).toEqual({ ok: true });
  });

  it('sysmon gives the rows of the reference program', async () => {
    const database = new Database({ now });
    await database.loadTable('Event', events);
    const result = await database.query(ruleText('sysmon'));
    const expected = sysmon(readTable(readRows(events), EVENT), now);
    expect(compareTables(expected, { columns: [...result.columns], rows: result.toRows() })).toEqual({ ok: true });
  });

  it.each([
    ['without rule names', withoutRuleNames],
    ['with technique values of their own', withTechniqueValues],
  ])('sysmon over events %s', async (_, change) => {
    const rows = change(readRows(events));
    const database = new Database({ now });
    database.addTable('Event', rows);
    const result = await database.query(ruleText('sysmon'));
    expect(compareTables(sysmon(readTable(rows, EVENT), now), { columns: [...result.columns], rows: result.toRows() })).toEqual({
      ok: true,
    });
  });
});

it.skipIf(CAPTURE_DIRECTORY !== undefined)('the real capture is not here: its tests are skipped', () => {});

it('sysmon over a window without Sysmon events is refused as in Kusto, and the error names the pivot and the stage that emptied it', async () => {
  const database = new Database({ now: '2030-01-01T00:00:00Z' });
  await database.loadTable('Event', path.join(SEED_DIRECTORY, 'Event.ndjson'));
  const error = await database.query(ruleText('sysmon')).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(KqlError);
  const { kind, message, hint } = error as KqlError;
  expect(kind).toBe('semantic');
  expect(message).toContain('`DestinationIp`');
  expect(hint).toContain('pivot met 0 rows');
  expect(hint).toContain('TimeGenerated > ago(_lookback)');
});

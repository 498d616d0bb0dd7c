// The data set of the seed rules, and what the reference programs say of it and of a real capture.
// What each line of a rule decides is in reference/mde.test.ts and reference/sysmon.test.ts.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { compareTables } from './reference/compare.ts';
import { KNOWN_DESTINATIONS, mde } from './reference/mde.ts';
import { DEVICE_NETWORK_EVENTS, EVENT } from './reference/schemas.ts';
import { CAPTURE_DIRECTORY, CAPTURE_NOW, readRows, ruleText, SEED_DIRECTORY } from './reference/seed-data.ts';
import { PRIVATE_ADDRESSES, sysmon, sysmonLines } from './reference/sysmon.ts';
import { type Column, readTable } from './reference/table.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));

describe('the files', () => {
  const fresh = mkdtempSync(join(tmpdir(), 'seed-data-'));
  afterAll(() => rmSync(fresh, { recursive: true }));

  it('are what the generator writes, byte for byte', () => {
    execFileSync(process.execPath, [join(project, 'scripts/seed-data.mjs'), fresh]);
    expect(readdirSync(fresh).sort()).toEqual(readdirSync(SEED_DIRECTORY).sort());
    for (const name of readdirSync(fresh)) {
      expect(
        readFileSync(join(fresh, name)).equals(readFileSync(join(SEED_DIRECTORY, name))),
        `${name}: run node scripts/seed-data.mjs`,
      ).toBe(true);
    }
  });

  it('are small', () => {
    const bytes = readdirSync(SEED_DIRECTORY).map((name) => statSync(join(SEED_DIRECTORY, name)).size);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(6_000_000);
  });

  it('hold texts, numbers, nested values, and leave keys out', () => {
    const rows = readRows(join(SEED_DIRECTORY, 'DeviceNetworkEvents.json'));
    const has = (holds: (row: Record<string, unknown>) => boolean) => rows.some(holds);
    expect(has((row) => Number(row.InitiatingProcessFileSize) > 2 ** 32)).toBe(true);
    expect(has((row) => JSON.stringify(row.AdditionalFields ?? '').includes('{"hops":[3,null,"nat"]'))).toBe(true);
    expect(has((row) => !('AdditionalFields' in row)) && has((row) => row.AdditionalFields === null)).toBe(true);
    expect(has((row) => /\.\d{7}Z$/.test(String(row.Timestamp))) && has((row) => /:\d\dZ$/.test(String(row.Timestamp)))).toBe(true);
    expect(has((row) => row.RemoteUrl === null) && has((row) => !('RemoteUrl' in row))).toBe(true);
    expect(has((row) => row.InitiatingProcessId === null)).toBe(true);
  });
});

describe('the reference programs repeat what the rules say', () => {
  it('mde.kql', () => {
    const text = ruleText('mde');
    for (const domain of KNOWN_DESTINATIONS) expect(text).toContain(`"${domain}"`);
    expect(text.match(/has_any \(([^)]*)\)/)?.[1].split(',')).toHaveLength(KNOWN_DESTINATIONS.length);
  });

  it('sysmon.kql', () => {
    const text = ruleText('sysmon');
    expect(text).toContain(`@'${PRIVATE_ADDRESSES.source}'`);
    expect(text).toContain(`pivot(Key, any(Value), ${sysmonLines.groupColumns.join(', ')})`);
  });
});

describe.skipIf(!existsSync(join(project, '../shared/reference/schemas.json')))('the schemas (skipped without ../shared/reference)', () => {
  it('are those of the built-in tables', () => {
    const schemas = JSON.parse(readFileSync(join(project, '../shared/reference/schemas.json'), 'utf8'));
    const columns = (table: string): Column[] => Object.entries(schemas[table]).map(([name, type]) => ({ name, type: String(type) }));
    expect(EVENT).toEqual(columns('Event'));
    expect(DEVICE_NETWORK_EVENTS).toEqual(columns('DeviceNetworkEvents'));
  });
});

// The numbers were found by another program too (Python, its ElementTree and collections), which gave the same rows.
describe.skipIf(!CAPTURE_DIRECTORY)('a real capture (skipped without ../shared/data/sysmon)', () => {
  const rowsOf = (name: string) => readRows(join(String(CAPTURE_DIRECTORY), `${name}.ndjson.gz`));

  it('mde: 49 connections to 14 destinations', () => {
    const result = mde(readTable(rowsOf('DeviceNetworkEvents'), DEVICE_NETWORK_EVENTS), CAPTURE_NOW);
    const counts = new Map(result.rows.map((row) => [row[0], row[2]]));
    expect([result.rows.length, counts.size]).toEqual([49, 14]);
    expect([counts.get('20.44.85.237'), counts.get('52.114.132.73'), counts.get('172.18.38.5')]).toEqual([30, 5, undefined]);
    expect(result.columns).toHaveLength(3 + DEVICE_NETWORK_EVENTS.length);
  });

  it('sysmon: 45 to 47 connections, by what any() takes of seven events that become three rows', () => {
    const events = rowsOf('Event');
    expect(events).toHaveLength(32_706);
    const results = sysmon(readTable(events, EVENT), CAPTURE_NOW);
    expect(new Set(results.map((result) => result.rows.length))).toEqual(new Set([45, 46, 47]));
    // the first result is that of the first values
    const counts = new Map(results[0].rows.map((row) => [row[0], row[1]]));
    expect([results[0].rows.length, counts.size, counts.get('20.44.85.237')]).toEqual([47, 12, 30]);
    expect(results[0].columns).toHaveLength(2 + 13 + 18 + 2);
    const technique = results[0].columns.findIndex((column) => column.name === 'TechniqueId');
    const byTechnique = (id: string) => results[0].rows.filter((row) => row[technique] === id).length;
    expect([byTechnique('T1021'), byTechnique('')]).toEqual([36, 11]);
    for (const result of results) expect(compareTables(results, { ...result }).ok).toBe(true);
  });
});

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings } from '../../src/cli/settings.ts';
import { seededRandom } from '../../src/engine/context.ts';
import { builtCli, kqlet } from './kqlet.ts';

/** Queries over what is larger than the memory that they may take: 20 MB of rows, and 12 MB for them. */

const rows = 160_000;
const little = '12MB';
let folder: string;
let temporary: string;

beforeAll(() => {
  builtCli();
  folder = mkdtempSync(path.join(tmpdir(), 'kqlet-larger-'));
  temporary = mkdtempSync(path.join(tmpdir(), 'kqlet-temporary-'));
  const random = seededRandom(7);
  for (let file = 0; file < 2; file++) {
    const lines = Array.from({ length: rows / 2 }, (_, i) => {
      const number = file * (rows / 2) + i;
      const host = Math.floor(random() * 50_000);
      return `{"id":"${number.toString(36)}-${Math.floor(random() * 1e9).toString(36)}","url":"https://host-${host}.example.com/${host % 7}","n":${Math.floor(random() * 1e6)},"row":${number}}\n`;
    });
    writeFileSync(path.join(folder, `part-${file}.ndjson`), lines.join(''));
  }
}, 180_000);

afterAll(() => {
  for (const made of [folder, temporary]) rmSync(made, { recursive: true });
});

const run = (query: string, memory: string, env: Record<string, string> = {}) =>
  kqlet(['run', '-q', query, '--table', `T=${folder}`, '--format', 'ndjson', '--max-memory', memory], {
    env: { TMPDIR: temporary, ...env },
  });

const lines = (text: string): string[] => text.trimEnd().split('\n');

describe('what does not fit into memory', () => {
  it.each([
    ['a sort', 'T | sort by n asc, id desc | project n, id', true],
    ['groups', 'T | summarize count(), max(n) by id', false],
    ['distinct values of several columns', 'T | distinct url, n', false],
    ['a join', 'T | where n % 2 == 0 | join kind=inner (T | project id, m = n) on id | where m == n | project id, m', false],
  ])(
    'goes on disk: %s',
    async (_, query, isOrdered) => {
      const [much, less] = await Promise.all([run(query, '4GB'), run(query, little)]);
      expect(less.stderr).toBe('');
      expect(less.code).toBe(0);
      const [expected, found] = [lines(much.stdout), lines(less.stdout)];
      expect(isOrdered ? found : found.sort()).toEqual(isOrdered ? expected : expected.sort());
      expect(expected.length).toBeGreaterThan(rows / 4);
      expect(readdirSync(temporary)).toEqual([]);
    },
    60_000,
  );

  it.each([
    ['a list of everything', 'T | summarize make_list(id)'],
    ['window functions', 'T | serialize before = prev(id) | summarize count(), dcount(before)'],
  ])(
    'ends the query where it cannot: %s',
    async (_, query) => {
      const { code, stdout, stderr } = await run(query, little);
      expect(stderr).toContain('the query needs more memory than its limit of 12582912 bytes');
      expect(stderr).toContain('--max-memory');
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(readdirSync(temporary)).toEqual([]);
    },
    60_000,
  );

  it('needs a place on the disk', async () => {
    const { code, stderr } = await run('T | sort by n asc', little, { TMPDIR: path.join(temporary, 'is-not-there') });
    expect(stderr).toContain('what does not fit into memory cannot be kept in');
    expect(stderr).toContain('TMPDIR');
    expect(code).toBe(1);
  }, 60_000);

  it('leaves no file behind, not even when the program is killed', async () => {
    let pid: number | undefined;
    const running = kqlet(['run', '-q', 'T | sort by n asc | sort by id asc', '--table', `T=${folder}`, '--max-memory', little], {
      env: { TMPDIR: temporary },
      started: (started) => {
        pid = started;
      },
    });
    setTimeout(() => pid !== undefined && process.kill(pid, 'SIGKILL'), 900);
    expect((await running).code).not.toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
  }, 60_000);
});

it('without --max-memory a query may take half of what Node gives the program', () => {
  const { memoryBytes = 0 } = readSettings({}).query.limits ?? {};
  expect(memoryBytes).toBeGreaterThan(1e6);
  expect(memoryBytes).toBeLessThanOrEqual(getHeapStatistics().heap_size_limit / 2);
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtCli, folderOf, kqlet } from './kqlet.ts';

beforeAll(() => {
  builtCli();
}, 120_000);

const seed = path.resolve(import.meta.dirname, '../../corpus/seed/mde.kql');
const rule = 'name: One\nseverity: High\nkind: NRT\nquery: |\n  SecurityEvent\n  | where EventID == 4625\n';
const files = {
  'one.yaml': rule,
  'two.kql': 'SecurityEvent | where EventID == 4625 | count',
  'broken.yaml': 'name: x\nseverity: Low\nquery: [1]\n',
};

describe('describe', () => {
  it('shows a rule on a terminal', async () => {
    const { code, stdout, stderr } = await kqlet(['describe', seed]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('DeviceName in (etc., server1, server2)');
    expect(stdout).toMatch(/^ {2}RemoteIPType in \(Loopback, Private\) +sensitive +9\.4$/m);
    expect(stdout).toMatch(/^ {2}set_RemoteUrl +dynamic +6$/m);
  });

  it('counts the other rules of a catalog', async () => {
    const cwd = folderOf({ 'one.yaml': rule, 'two.kql': files['two.kql'] });
    const { code, stdout } = await kqlet(['describe', 'one.yaml', '--catalog', '.', '-f', 'json'], { cwd });
    expect(code).toBe(0);
    const { name, nearRealTime, indicators } = JSON.parse(stdout);
    expect({ name, nearRealTime }).toEqual({ name: 'One', nearRealTime: true });
    expect(indicators).toMatchObject([{ field: 'EventID', kind: 'eq', values: ['4625'], otherRules: 1 }]);
  });

  it('describes several rules, and writes the form that the ending of the file tells', async () => {
    const cwd = folderOf({ 'one.yaml': rule, 'two.kql': files['two.kql'] });
    expect((await kqlet(['describe', '.', '-o', 'all.html'], { cwd })).code).toBe(0);
    const html = readFileSync(path.join(cwd, 'all.html'), 'utf8');
    expect(html.match(/<article>/g)?.length).toBe(2);
    expect((await kqlet(['describe', '.', '-f', 'markdown'], { cwd })).stdout).toMatch(/^# One\n.*^# two\n/ms);
    expect(JSON.parse((await kqlet(['describe', '.', '-f', 'json'], { cwd })).stdout)).toHaveLength(2);
  });

  it('goes on behind a file that cannot be read', async () => {
    const { code, stdout, stderr } = await kqlet(['describe', '.'], { cwd: folderOf(files) });
    expect(code).toBe(1);
    expect(stderr).toContain('broken.yaml:3:8: data error: `query` must be a text');
    expect(stdout).toContain('EventID eq 4625');
  });

  it('refuses what is no file and no format', async () => {
    const cwd = folderOf(files);
    for (const args of [
      ['describe'],
      ['describe', 'one.yaml', '-f', 'pdf'],
      ['describe', 'one.yaml', '--catlog', '.'],
      ['describe', 'none.kql'],
    ])
      expect((await kqlet(args, { cwd })).code, args.join(' ')).toBe(2);
  });
});

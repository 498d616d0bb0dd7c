import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { testFile } from '../../src/rules/testing/index.ts';
import type { RunOptions } from '../../src/rules/testing/run.ts';
import { folderOf } from '../cli/kqlet.ts';

const test = (name: string): string => `- { name: ${name}, expect: { snapshot: true } }\n`;

function project(
  query: string,
  ...names: string[]
): {
  folder: string;
  snapshots: string;
  run(options?: RunOptions): Promise<{ messages: string[]; written: number; obsolete: readonly string[] }>;
} {
  const folder = folderOf({ 'a.kql': query, 'a.test.yaml': `tests:\n${names.map(test).join('')}` });
  return {
    folder,
    snapshots: path.join(folder, '__snapshots__/a.snap.json'),
    async run(options) {
      const { tests, snapshots, problems } = await testFile(path.join(folder, 'a.test.yaml'), options);
      const messages = [...problems, ...tests.flatMap((one) => one.failures)].map(({ message }) => message);
      return { messages, ...snapshots };
    },
  };
}

const two = 'datatable(a:long, b:string, c:real, d:dynamic) [2, "y", 0.5, dynamic({"k": [1]}), 1, "x", 1, dynamic(null)]';

describe('a snapshot', () => {
  it('is written when there is none, holds columns and rows in one order, and is compared from then on', async () => {
    const { folder, snapshots, run } = project(two, 'one');
    expect(await run()).toEqual({ messages: [], written: 1, obsolete: [] });
    expect(JSON.parse(readFileSync(snapshots, 'utf8'))).toEqual({
      one: {
        columns: { a: 'long', b: 'string', c: 'real', d: 'dynamic' },
        rows: [
          { a: 1, b: 'x', c: 1, d: null },
          { a: 2, b: 'y', c: 0.5, d: { k: [1] } },
        ],
      },
    });
    expect(await run()).toEqual({ messages: [], written: 0, obsolete: [] });
    writeFileSync(path.join(folder, 'a.kql'), two.replace('0.5', '0.6'));
    expect((await run()).messages).toEqual(['the result differs from the snapshot: row 2, c: it was 0.5, it is 0.6; -u takes it over']);
    expect(await run()).toMatchObject({ written: 0 });
  });

  it('is rewritten where that is asked for', async () => {
    const { folder, snapshots, run } = project(two, 'one');
    await run();
    writeFileSync(path.join(folder, 'a.kql'), `${two} | project a`);
    expect((await run()).messages).toEqual([
      'the result differs from the snapshot: its columns were a: long, b: string, c: real, d: dynamic, they are a: long; -u takes it over',
    ]);
    expect(await run({ update: true })).toEqual({ messages: [], written: 1, obsolete: [] });
    expect(JSON.parse(readFileSync(snapshots, 'utf8')).one.rows).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('is never written in CI', async () => {
    const { folder, snapshots, run } = project(two, 'one');
    expect((await run({ isCi: true })).messages).toEqual([expect.stringContaining('CI writes none')]);
    expect((await run({ isCi: true, update: true })).messages).toEqual([expect.stringContaining('CI writes none')]);
    expect(existsSync(snapshots)).toBe(false);
    await run();
    writeFileSync(path.join(folder, 'a.kql'), `${two} | take 1`);
    expect((await run({ isCi: true, update: true })).messages).toEqual([
      'the result differs from the snapshot: it had 2 rows, there are 1',
    ]);
  });

  it('keeps the order of a rule that sorts', async () => {
    const { snapshots, run } = project(`${two} | project a | sort by a desc`, 'one');
    await run();
    expect(JSON.parse(readFileSync(snapshots, 'utf8')).one.rows).toEqual([{ a: 2 }, { a: 1 }]);
  });

  it('is obsolete when no test has it, and goes when that is asked for', async () => {
    const { folder, snapshots, run } = project(two, 'one', 'two');
    await run();
    writeFileSync(path.join(folder, 'a.test.yaml'), `tests:\n${test('one')}${test('three')}`);
    expect(await run({ filter: (name) => name === 'one' })).toMatchObject({ obsolete: [] });
    // a test that cannot run still has its snapshot
    writeFileSync(path.join(folder, 'a.kql'), 'wrong |');
    expect(await run({ isCi: true })).toMatchObject({ written: 0, obsolete: ['two'] });
    writeFileSync(path.join(folder, 'a.kql'), two);
    expect(await run({ isCi: true })).toMatchObject({ obsolete: ['two'] });
    expect(await run({ update: true })).toMatchObject({ messages: [], written: 1, obsolete: [] });
    expect(Object.keys(JSON.parse(readFileSync(snapshots, 'utf8')))).toEqual(['one', 'three']);
    writeFileSync(path.join(folder, 'a.test.yaml'), 'tests:\n- { name: one, expect: { count: 2 } }\n');
    expect(await run({ update: true })).toMatchObject({ obsolete: [] });
    expect(existsSync(snapshots)).toBe(false);
  });

  it('that is broken is an error that names its file', async () => {
    const { snapshots, run } = project(two, 'one');
    await run();
    writeFileSync(snapshots, '{"one": ');
    expect((await run()).messages).toEqual([expect.stringContaining('a.snap.json: ')]);
    writeFileSync(snapshots, '{"one": 5}');
    expect((await run()).messages).toEqual([expect.stringContaining('these are no snapshots')]);
  });
});

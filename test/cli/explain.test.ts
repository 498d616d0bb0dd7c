import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import * as node from '../../src/node.ts';
import { folderOf, kqlet } from './kqlet.ts';

const documentation = readFileSync(path.resolve(import.meta.dirname, '../../docs/explain.md'), 'utf8');

/** The fences of the documentation by their language. */
function fence(language: string): string {
  const found = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'm').exec(documentation);
  if (found === null) throw new Error(`there is no fence of ${language}`);
  return found[1];
}

const sentinelRule = `id: 0f0e0d0c-1111-2222-3333-444455556666
name: Failures of the drill account
severity: Low
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
query: |
  SecurityEvent
  | where EventID == 4625
  | where Account has 'lice'
`;

const folder = folderOf({
  'rule.kql': fence('kql'),
  'rule.yaml': sentinelRule,
  'pivot.kql': 'SecurityEvent\n| where EventID == 1\n| evaluate pivot(Computer)\n| where DC01 > 1',
  'wrong.kql': 'SecurityEvent\n| wher EventID == 1',
  'data/SecurityEvent.csv': fence('csv'),
});
const explain = (...args: string[]): ReturnType<typeof kqlet> => kqlet(['explain', ...args], { cwd: folder });

describe('kqlet explain', () => {
  it('shows what the documentation shows', async () => {
    const [command, ...shown] = fence('console').split('\n');
    const { code, stdout, stderr } = await explain(...command.replace('$ kqlet explain ', '').split(' '));
    expect(stdout.split('\n')).toEqual(shown);
    expect(code).toBe(0);
    expect(stderr).toBe('');
  });

  it('gives the same as JSON', async () => {
    const { code, stdout } = await explain('rule.kql', '--data', 'data', '--now', '2024-05-01T12:00:00Z', '-f', 'json');
    const document = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(document).toMatchObject({ resultRows: 0, emptied: { stage: '3' }, hints: [{ trap: 'case', stage: '3' }] });
    expect(document.stages.map(({ id, rowsIn, rowsOut }: Record<string, unknown>) => [id, rowsIn, rowsOut])).toEqual([
      ['1', undefined, 3],
      ['2', 3, 3],
      ['3', 3, 0],
      ['4', 0, 0],
      ['5', 0, 0],
    ]);
  });

  it('takes rules in their own files, with the lines of the file', async () => {
    const { code, stdout } = await explain('rule.yaml', '--data', 'data');
    expect(code).toBe(0);
    expect(stdout).toContain('stage 3 (line 11) left no row');
    expect(stdout).toContain('hint: stage 3, line 11: `has` finds whole terms');
  });

  it('reads the query from the command line and from standard input', async () => {
    const text = 'SecurityEvent | where EventID == 4625';
    const option = await explain('-q', text, '--data', 'data');
    const input = await kqlet(['explain', '-', '--data', 'data'], { cwd: folder, input: text });
    expect(option.stdout).toContain('result: 2 rows');
    expect(input.stdout).toBe(option.stdout);
  });

  it('explains an error that comes of there being no rows, and reports every other one', async () => {
    const pivot = await explain('pivot.kql', '--data', 'data');
    expect(pivot.code).toBe(0);
    expect(pivot.stdout).toContain('stage 2 (line 2) left no row');
    expect(pivot.stdout).toContain('there is no column `DC01`');
    const wrong = await explain('wrong.kql', '--data', 'data');
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain('wrong.kql:2:3: syntax error');
    expect(wrong.stdout).toBe('');
  });

  it('refuses what it is not', async () => {
    expect((await explain('rule.kql', '-f', 'csv')).code).toBe(2);
    expect((await explain()).code).toBe(2);
    expect((await explain('--help')).stdout).toContain('kqlet explain rule.kql --data export/');
  });
});

describe('explainQuery in the documentation', () => {
  it('runs', async () => {
    const printed: unknown[][] = [];
    const lines = fence('ts')
      .split('\n')
      .filter((line) => !line.startsWith('import '));
    const names = ['Database', 'explainQuery', 'formatExplanation', 'console'] as const;
    const body = `return (async () => {${lines.join('\n')}})()`;
    const console = { log: (...values: unknown[]) => printed.push(values) };
    await new Function(...names, body)(node.Database, node.explainQuery, node.formatExplanation, console);
    const commented = lines.filter((line) => line.startsWith('// ')).map((line) => line.slice(3));
    expect(printed[0].join(' ')).toBe(commented[0]);
    expect(printed[1][0]).toContain('▶ 2            2         0  where FileName has');
  });
});

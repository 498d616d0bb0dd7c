import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtCli, folderOf, kqlet } from './kqlet.ts';

const events = ['web-1', 'web-2', 'web-1']
  .map((Computer, i) => `${JSON.stringify({ TimeGenerated: `2024-05-0${i + 1}T00:00:00Z`, Computer, EventID: 4624 + i })}\n`)
  .join('');

let data: string;

beforeAll(() => {
  builtCli();
  data = folderOf({
    'Event.ndjson': events,
    'Packed.csv.gz': gzipSync('a,b\n1,x\n2,y\n'),
    'Parts/1.ndjson': '{"n":1}\n',
    'Parts/2.ndjson': '{"n":2.5,"m":true}\n',
    'Broken.ndjson': '{"a":1}\n{"a":\n{"a":3}\n',
    'notes.txt': 'no data',
    '.hidden.csv': 'x\n1\n',
  });
}, 120_000);

describe('help and usage', () => {
  it('prints help, for itself and for run, and the version', async () => {
    for (const args of [['--help'], ['-h'], ['help']]) {
      const { code, stdout, stderr } = await kqlet(args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('kqlet run rule.kql --data export/');
    }
    expect((await kqlet(['run', '--help'])).stdout).toContain('--skip-malformed');
    const { version } = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string };
    expect(await kqlet(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each([
    [['rum'], 'there is no command rum', 'did you mean kqlet run?'],
    [['descrbe', 'rules/'], 'there is no command descrbe', 'did you mean kqlet describe?'],
    [['rule.kql'], 'there is no command rule.kql', 'kqlet run rule.kql'],
    [['run', '--formt', 'csv', '-q', 'print 1'], 'there is no option --formt', 'did you mean --format?'],
    [['--datta', 'x'], 'there is no option --datta', 'did you mean --data?'],
    [['run', '--format', 'jsn', '-q', 'print 1'], 'there is no format jsn', 'did you mean json?'],
    [['run', '-q', 'print 1', '--format'], '--format needs a value', ''],
    [['run', '-q', 'print 1', '--table', '--now'], '--table needs a value', '--table=--now'],
    [['run', '-q', 'print 1', '-q', 'print 2'], '-q is given twice', ''],
    [['run'], 'what is to be run?', '-q'],
    [['run', 'a.kql', 'b.kql'], 'one query at a time', ''],
    [['run', 'none.kql'], 'there is no file none.kql', ''],
    [['run', '-q', 'print 1', '--data', 'none/'], '--data none/: there is no such folder', ''],
    [['run', '-q', 'print 1', '--table', 'T'], 'a table is written Name=path', ''],
    [['run', '-q', 'print 1', '--table', 'T=none.csv'], 'there is no file none.csv', ''],
    [['run', '-q', 'print 1', '--now', 'noon'], '--now is no datetime: noon', '2024-05-01'],
    [['run', '-q', 'print 1', '--from', '2024-05-02', '--to', '2024-05-01'], '--from is later than --to', ''],
    [['run', '-q', 'print 1', '--seed', 'x'], '--seed is no integer: x', ''],
    [['run', '-q', 'print 1', '--timeout', 'long'], '--timeout is no time: long', '30s'],
    [['run', '-', '--table', 'T=-'], 'the standard input is either the query or a table', ''],
  ])('%j is wrong usage', async (args, message, hint) => {
    const { code, stdout, stderr } = await kqlet(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
  });
});

describe('queries', () => {
  it('come from -q, a file, or the standard input', async () => {
    const folder = folderOf({ 'q.kql': '\ufeffprint x = 1\n' });
    const expected = { code: 0, stdout: 'x\n─\n1\n1 row\n', stderr: '' };
    expect(await kqlet(['run', '-q', 'print x = 1'])).toEqual(expected);
    expect(await kqlet(['run', path.join(folder, 'q.kql')])).toEqual(expected);
    expect(await kqlet(['run', '-'], { input: 'print x = 1' })).toEqual(expected);
  });

  it('take the clock, parameters, a time range and a seed', async () => {
    const query = 'declare query_parameters(host:string, days:long = 7); print host, days, now()';
    const { stdout } = await kqlet(['run', '-q', query, '--param', 'host=a=b', '--param', 'days=3', '--now', '2024-05-01', '-f', 'csv']);
    expect(stdout.split('\r\n')[1]).toBe('a=b,3,2024-05-01T00:00:00Z');
    const range = await kqlet(['run', '-q', 'Event | count', '--data', data, '--from', '2024-05-02', '--to', '2024-05-03', '-f', 'ndjson']);
    expect(range).toEqual({ code: 0, stdout: '{"Count":2}\n', stderr: '' });
    const noTime = await kqlet(['run', '-q', 'Parts | count', '--data', data, '--from', '2024-05-02', '-f', 'ndjson']);
    expect(noTime.stderr).toContain('Parts has no datetime column TimeGenerated or Timestamp');
    const seeded = ['run', '-q', 'range x from 1 to 1000 step 1 | sample 3', '--seed', '7', '-f', 'ndjson'];
    expect((await kqlet(seeded)).stdout).toBe((await kqlet(seeded)).stdout);
  });

  it('shows all results as tables, and the last one to machines', async () => {
    const args = ['run', '-q', 'print a = 1; print b = 2 | render timechart'];
    expect(await kqlet(args)).toEqual({
      code: 0,
      stdout: 'result 1 of 2\na\n─\n1\n1 row\n\nresult 2 of 2\nb\n─\n2\n1 row\n',
      stderr: 'render timechart: kqlet shows the rows, the chart is for the reader to draw\n',
    });
    const json = await kqlet([...args, '-f', 'json']);
    expect(json.stdout).toBe('[\n{"b":2}\n]\n');
    expect(json.stderr).toContain('the query has 2 results; json writes the last one');
    expect(await kqlet([...args, '-f', 'json', '--quiet'])).toEqual({ code: 0, stdout: json.stdout, stderr: '' });
  });

  it('prints the PrimaryResult frame', async () => {
    expect((await kqlet(['run', '-q', 'print a = 1, b = "x"', '-f', 'kusto'])).stdout).toBe(
      '{"TableName":"PrimaryResult","Columns":[{"ColumnName":"a","ColumnType":"long"},{"ColumnName":"b","ColumnType":"string"}],"Rows":[[1,"x"]]}\n',
    );
  });
});

describe('errors', () => {
  it('of a text are all printed, with file, line and column, and a caret', async () => {
    const folder = folderOf({ 'rule.kql': 'print x = 1\n| extend a = b;\nprint nope(1)\n' });
    const { code, stdout, stderr } = await kqlet(['run', 'rule.kql'], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^rule\.kql:2:14: semantic error: .*\n {2}2 \| \| extend a = b;\n {4}\| {14}\^\n/);
    expect(stderr).toContain('rule.kql:3:7: semantic error: ');
  });

  it('of the kind unsupported have a code of their own', async () => {
    const { code, stderr } = await kqlet(['run', '-q', "cluster('c').database('d').T | count"]);
    expect(code).toBe(3);
    expect(stderr).toContain('unsupported error: ');
  });

  it('in the data and limits are failures', async () => {
    const broken = await kqlet(['run', '-q', 'Broken | count', '--data', data]);
    expect(broken.code).toBe(1);
    expect(broken.stderr).toContain('Broken.ndjson:2:');
    const tooMany = await kqlet(['run', '-q', 'range x from 1 to 10 step 1', '--max-rows', '5']);
    expect({ code: tooMany.code, stdout: tooMany.stdout }).toEqual({ code: 1, stdout: '' });
    expect(tooMany.stderr).toContain('more than 5 rows');
    const tooLong = await kqlet(['run', '-q', 'range x from 1 to 1000000000000 step 1 | where x < 0', '--timeout', '300ms']);
    expect(tooLong.code).toBe(1);
    expect(tooLong.stderr).toContain('limit error: ');
  });

  it('never steer the terminal', async () => {
    const { stderr } = await kqlet(['run', '-q', 'print \x1b[31mx']);
    expect(stderr).toContain('␛[31m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(stderr).not.toMatch(/\x1b/);
  });
});

describe('data', () => {
  const ndjson = async (query: string, ...args: string[]): Promise<string> =>
    (await kqlet(['run', '-q', query, '-f', 'ndjson', ...args])).stdout;

  it('is every file of a folder, and every folder in it', async () => {
    expect(await ndjson('Event | summarize n = count() by Computer | sort by Computer asc', '--data', data)).toBe(
      '{"Computer":"web-1","n":2}\n{"Computer":"web-2","n":1}\n',
    );
    expect(await ndjson('Packed | where a > 1', '--data', data)).toBe('{"a":2,"b":"y"}\n');
    expect(await ndjson('Parts | sort by n asc', '--data', data)).toBe('{"n":1,"m":null}\n{"n":2.5,"m":true}\n');
  });

  it('is read only where the query names it', async () => {
    expect(await ndjson('Event | count', '--data', data)).toBe('{"Count":3}\n');
    expect((await kqlet(['run', '-q', 'Nope | count', '--data', data])).stderr).toContain('there is no table `Nope`');
  });

  it('is a file, a glob or the standard input', async () => {
    expect(await ndjson('E | count', '--table', `E=${data}/Event.ndjson`)).toBe('{"Count":3}\n');
    expect(await ndjson('E | count', '--table', `E=${data}/Parts/*.ndjson`)).toBe('{"Count":2}\n');
    const piped = await kqlet(['run', '-q', 'T | project a', '--table', 'T=-', '-f', 'csv'], { input: 'a,b\n1,2\n' });
    expect(piped).toEqual({ code: 0, stdout: 'a\r\n1\r\n', stderr: '' });
  });

  it('may pass over malformed lines, and says so', async () => {
    const args = ['run', '-q', 'Broken | count', '--data', data, '--skip-malformed', '-f', 'ndjson'];
    const { code, stdout, stderr } = await kqlet(args);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '{"Count":2}\n' });
    expect(stderr).toContain('passed over');
    expect((await kqlet([...args, '--quiet'])).stderr).toBe('');
  });

  it('takes schemas as KQL for one table and as JSON for several', async () => {
    const folder = folderOf({
      'T.csv': 'a,b\n1,2\n',
      'one.txt': '(b: string, a: int)',
      'all.json': '{"T": {"a": "real"}}',
      'bad.json': '{"T": {"a": "number"}}',
      'other.json': '{"U": {"a": "real"}}',
    });
    const table = ['--table', `T=${folder}/T.csv`];
    expect(await ndjson('T | getschema | project ColumnName, ColumnType', ...table, '--schema', `${folder}/one.txt`)).toBe(
      '{"ColumnName":"b","ColumnType":"string"}\n{"ColumnName":"a","ColumnType":"int"}\n',
    );
    expect(await ndjson('T', ...table, '--schema', `${folder}/all.json`)).toBe('{"a":1}\n');
    for (const [file, message] of [
      ['bad.json', 'the type of a is "number", which is none'],
      ['other.json', 'there is no table U'],
      ['none.json', 'no such file'],
    ]) {
      const { code, stderr } = await kqlet(['run', '-q', 'T', ...table, '--schema', `${folder}/${file}`]);
      expect(code).toBe(2);
      expect(stderr).toContain(message);
    }
    expect((await kqlet(['run', '-q', 'Event', '--data', data, '--schema', `${folder}/one.txt`])).stderr).toContain(
      'the schema of one table',
    );
  });

  it('explains what its columns were taken for', async () => {
    const all = await kqlet(['run', '--data', data, '--table', `Broken=${data}/Event.ndjson`, '--explain-schema']);
    expect(all.code).toBe(0);
    expect(all.stdout).toMatch(/^Broken \(.*Event\.ndjson; types from all rows\)\n {2}TimeGenerated {2}datetime {2}/);
    expect(all.stdout).toMatch(/\n {2}n {2}real {6}.*2\.5 in .*2\.ndjson:1\n/);
    const one = await kqlet(['run', '--data', data, '--explain-schema', '-q', 'Packed | count', '-f', 'ndjson']);
    expect(one.stdout).toBe('{"Count":2}\n');
    expect(one.stderr).toMatch(/^Packed /);
    expect(one.stderr).not.toContain('Event');
  });
});

describe('output', () => {
  it('goes to a file, whose ending tells the format', async () => {
    const folder = folderOf({ 'old.csv': 'old' });
    const file = path.join(folder, 'out.csv');
    expect(await kqlet(['run', '-q', 'print a = 1', '-o', file])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(file, 'utf8')).toBe('a\r\n1\r\n');
    await kqlet(['run', '-q', 'print a = 1 | where a > 1', '-o', path.join(folder, 'empty.ndjson')]);
    expect(readFileSync(path.join(folder, 'empty.ndjson'), 'utf8')).toBe('');
    // a query that fails leaves what is there alone
    expect((await kqlet(['run', '-q', 'print a = b', '-o', path.join(folder, 'old.csv')])).code).toBe(1);
    expect(readFileSync(path.join(folder, 'old.csv'), 'utf8')).toBe('old');
    expect((await kqlet(['run', '-q', 'print a = b', '-o', path.join(folder, 'new.csv')])).code).toBe(1);
    expect(existsSync(path.join(folder, 'new.csv'))).toBe(false);
    const nowhere = await kqlet(['run', '-q', 'print 1', '-o', path.join(folder, 'none/out.csv')]);
    expect(nowhere.code).toBe(1);
    expect(nowhere.stderr).toContain('ENOENT');
  });

  it('ends quietly when nobody reads it any more', () => {
    const script = `"${process.execPath}" "${builtCli()}" run -q 'range x from 1 to 100000000 step 1' -f csv | head -2; echo "$\{PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({ stdout: 'x\r\n1\r\n0\n', stderr: '' });
  });

  it('streams: a large result is written in bounded memory', async () => {
    const { code, stdout } = await kqlet(['run', '-q', 'range x from 1 to 300000 step 1', '-f', 'csv'], {
      env: { NODE_OPTIONS: '--max-old-space-size=64' },
    });
    expect(code).toBe(0);
    expect(stdout.endsWith('\r\n300000\r\n')).toBe(true);
  });

  it('has no colours where it is no terminal', async () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect((await kqlet(['run', '-q', 'print 1'])).stdout).not.toMatch(/\x1b/);
  });
});

describe('Ctrl-C', () => {
  it('cancels the query with the code 130', async () => {
    const { code, stdout, stderr } = await kqlet(['run', '-q', 'range x from 1 to 1000000000000 step 1 | where x < 0'], {
      started: (pid) => setTimeout(() => process.kill(pid, 'SIGINT'), 1500),
    });
    expect({ code, stdout, stderr }).toEqual({ code: 130, stdout: '', stderr: 'cancelled\n' });
  });
});

describe('the prompt, where it is no terminal', () => {
  it('runs statement after statement', async () => {
    const input = [
      '.tables',
      'Event',
      '| summarize n = count() by Computer',
      '',
      '| sort by n desc;',
      'let least = 2;',
      'Event | count | where Count > least;',
      '.now 2024-05-01',
      '.format ndjson',
      'print now()',
    ].join('\n');
    expect(await kqlet(['--data', data], { input })).toEqual({
      code: 0,
      stdout: [
        'Broken\nEvent\nPacked\nParts\n',
        'Computer  n\n────────  ─\nweb-1     2\nweb-2     1\n2 rows\n',
        'Count\n─────\n    3\n1 row\n',
        'the clock stands at 2024-05-01T00:00:00Z\nthe format is ndjson\n{"print_0":"2024-05-01T00:00:00Z"}\n',
      ].join(''),
      stderr: '',
    });
  });

  it('goes on after an error, and ends with the worst code', async () => {
    const { code, stdout, stderr } = await kqlet(['-f', 'ndjson'], { input: 'print a = b;\n.tabels\nprint c = 1;\n.quit\nprint d = 2;\n' });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '{"c":1}\n' });
    expect(stderr).toContain('1:11: semantic error: ');
    expect(stderr).toContain('did you mean .tables?');
    expect((await kqlet([], { input: "cluster('c').database('d').T" })).code).toBe(3);
  });

  it('loads tables and shows their schema', async () => {
    const { stdout, stderr } = await kqlet([], { input: `.tables\n.load E=${data}/Parts\n.schema E\nE | count;\n.load E=none\n.schema F` });
    expect(stdout).toMatch(/^no tables yet: .*\nE \(.*Parts; types from all rows\)\n {2}n {2}real /);
    expect(stdout).toContain('Count\n─────\n    2\n');
    expect(stderr).toContain('there is no file none');
    expect(stderr).toContain('did you mean E?');
  });
});

import { describe, expect, it } from 'vitest';
import { completeQuery } from '../../src/cli/completion.ts';
import { StatementReader } from '../../src/cli/statements.ts';

function statements(text: string, looksAhead: boolean): string[] {
  const reader = new StatementReader(looksAhead, (word) => word === '.tables');
  return [...text.split('\n').flatMap((line) => reader.add(line)), ...reader.take()];
}

describe('statements', () => {
  it('end at an empty line', () => {
    expect(statements('T\n| count\n\n\nT | take 1\n', false)).toEqual(['T\n| count', 'T | take 1']);
  });

  it('end at a semicolon', () => {
    expect(statements('print 1;\nprint 2;', false)).toEqual(['print 1;', 'print 2;']);
  });

  it('do not end behind a let alone', () => {
    expect(statements('let a = 1;\n\nlet f = (x:long) {\n  let y = x;\n  y };\nprint f(a);\nprint 2', false)).toEqual([
      'let a = 1;\n\nlet f = (x:long) {\n  let y = x;\n  y };\nprint f(a);',
      'print 2',
    ]);
  });

  it('do not end inside of a text of several lines', () => {
    expect(statements('print ```a;\n\nb;```;\nprint 2', false)).toEqual(['print ```a;\n\nb;```;', 'print 2']);
  });

  it('end when they are wrong, for running them to tell', () => {
    expect(statements('T | wehre x;\nprint 2', false)).toEqual(['T | wehre x;', 'print 2']);
    expect(statements('print (1\n\nprint 2', false)).toEqual(['print (1', 'print 2']);
  });

  it('are lines that begin with a dot', () => {
    expect(statements('.tables\n  .schema T\nprint 1\n\n.quit', false)).toEqual(['.tables', '.schema T', 'print 1', '.quit']);
  });

  it('end before a command, and not before a path', () => {
    expect(statements('T | take 1\n.tables', false)).toEqual(['T | take 1', '.tables']);
    expect(statements('T | extend a = d\n.tables2', false)).toEqual(['T | extend a = d\n.tables2']);
    expect(statements('T | where (\n.tables\n)', false)).toEqual(['T | where (\n.tables\n)']);
  });

  it('go on behind an empty line where a whole text is there to look ahead', () => {
    expect(statements('T\n\n| count\n\nprint 2', true)).toEqual(['T\n\n| count', 'print 2']);
  });
});

describe('completion', () => {
  const asked: string[] = [];
  const from = {
    tables: ['Event', 'EventLog'],
    async columnsOf(query: string) {
      asked.push(query.trim());
      return ['EventID', 'Computer'];
    },
  };
  const words = async (text: string): Promise<readonly string[]> => (await completeQuery(text, from)).words;

  it('gives operators behind a pipe', async () => {
    expect(await words('Event | mv-')).toEqual(['mv-apply', 'mv-expand']);
    expect(await words('Event | WHE')).toEqual(['where']);
  });

  it('gives tables where a query begins', async () => {
    expect(await words('Ev')).toEqual(['Event', 'EventLog']);
    expect(await words('let a = 1; Ev')).toEqual(['Event', 'EventLog']);
  });

  it('gives columns of the pipe so far, then tables and functions', async () => {
    expect(await words('Event | where Comp')).toEqual(['Computer']);
    expect(asked.pop()).toBe('Event');
    expect(await words('Event | where EventID == 1 | summarize cou')).toEqual(expect.arrayContaining(['count(']));
    expect(asked.pop()).toBe('Event | where EventID == 1');
    expect(await words('let d = 1; Event | extend y = strlen(Comp')).toEqual(['Computer']);
    expect(asked.pop()).toBe('let d = 1;\nEvent');
  });

  it('looks at the sub-query that is being written', async () => {
    await words('let d = 1; Event | join kind=inner (EventLog | where d == Eve');
    expect(asked.pop()).toBe('let d = 1;\nEventLog');
    await words('Event | join (EventLog | take 1) on Comp');
    expect(asked.pop()).toBe('Event');
  });
});

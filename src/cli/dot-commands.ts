import { formatDatetimeJson } from '../data/datetime.ts';
import { nearestName } from '../errors.ts';
import { writers } from '../writers/index.ts';
import { visibleText } from '../writers/visible.ts';
import { UsageError } from './arguments.ts';
import { readTable } from './data.ts';
import { explainSchemas } from './explain-schema.ts';
import type { Session } from './session.ts';
import { readDatetime, readFormat } from './settings.ts';

interface DotCommand {
  readonly usage: string;
  readonly doc: string;
  /** Gives what is printed; may change the session. */
  readonly run: (session: Session, argument: string) => string | Promise<string>;
}

/** The commands of the prompt, by name. */
export const dotCommands: ReadonlyMap<string, DotCommand> = new Map(
  Object.entries({
    '.tables': { usage: '.tables', doc: 'the tables that can be queried', run: listTables },
    '.schema': { usage: '.schema TABLE', doc: 'the columns of a table and what they were taken for', run: showSchema },
    '.load': { usage: '.load NAME=PATH', doc: 'adds a table: a file, a glob or a folder', run: load },
    '.now': { usage: '.now [TIME]', doc: 'shows or sets the clock of now() and ago(); `.now -` is the real one', run: setClock },
    '.format': {
      usage: '.format [NAME]',
      doc: `shows or sets how results are printed: ${Object.keys(writers).join(', ')}`,
      run: setFormat,
    },
    '.help': { usage: '.help', doc: 'these commands', run: help },
    '.quit': { usage: '.quit', doc: 'ends, as Ctrl-D does', run: quit },
  } satisfies Record<string, DotCommand>),
);

/** Runs a line that begins with a dot. Throws a UsageError when it is none of the commands. */
export async function runDotCommand(session: Session, line: string): Promise<string> {
  const [name] = line.split(/\s/, 1);
  const command = dotCommands.get(name);
  if (command !== undefined) return command.run(session, line.slice(name.length).trim().replace(/;$/, ''));
  const near = nearestName(name, dotCommands.keys());
  throw new UsageError(`there is no command ${name}`, near === undefined ? '`.help` lists the commands' : `did you mean ${near}?`);
}

function listTables({ data }: Session): string {
  const names = data.database.tableNames;
  if (names.length === 0) return 'no tables yet: `.load Name=path` adds one\n';
  return names
    .map((name) => {
      const schema = data.database.schemaOf(name);
      return `${visibleText(name)}${schema === undefined ? '' : `  (${schema.columns.length} columns)`}\n`;
    })
    .join('');
}

async function showSchema({ data }: Session, name: string): Promise<string> {
  const { tableNames } = data.database;
  if (name === '') throw new UsageError('.schema needs the name of a table', '`.tables` lists them');
  if (!tableNames.includes(name)) {
    const near = nearestName(name, tableNames);
    throw new UsageError(`there is no table ${name}`, near === undefined ? '`.tables` lists the tables' : `did you mean ${near}?`);
  }
  await data.open(name);
  return explainSchemas([...data.opened.values()].filter((table) => table.name === name));
}

function load({ data }: Session, argument: string): string {
  const { name, target } = readTable(argument, '.load');
  if (target === '-') throw new UsageError('.load takes no standard input: that is where the prompt reads from');
  data.add(name, target);
  return '';
}

function setClock(session: Session, argument: string): string {
  if (argument === '-') session.now = undefined;
  else if (argument !== '') session.now = readDatetime(argument, '.now');
  return session.now === undefined ? 'the clock is the real one\n' : `the clock stands at ${formatDatetimeJson(session.now)}\n`;
}

function setFormat(session: Session, argument: string): string {
  if (argument !== '') session.format = readFormat(argument);
  return `the format is ${session.format}\n`;
}

function help(): string {
  const width = Math.max(...[...dotCommands.values()].map(({ usage }) => usage.length));
  const lines = [...dotCommands.values()].map(({ usage, doc }) => `  ${usage.padEnd(width)}  ${doc}\n`);
  return `A query ends with \`;\` or an empty line; Tab completes, Ctrl-C cancels what runs.\n${lines.join('')}`;
}

function quit(session: Session): string {
  session.isOver = true;
  return '';
}

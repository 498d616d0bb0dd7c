import type { QueryOptions } from '../database.ts';
import { writers } from '../writers/index.ts';
import { completeQuery } from './completion.ts';
import { dotCommands } from './dot-commands.ts';
import type { Session } from './session.ts';
import type { StatementReader } from './statements.ts';

type Completer = (line: string, callback: (error: Error | null, result: [string[], string]) => void) => void;

/** What Tab does in the prompt: the words that could stand there, and the part of the line that they take the place of. */
export function promptCompleter(session: Session, reader: StatementReader, options: QueryOptions): Completer {
  return (line, callback) => {
    complete(session, `${reader.begun}\n${line}`, line, options).then(
      ({ words, replaced }) => callback(null, [[...words], replaced]),
      // Tab is no place for an error; running the query will tell
      () => callback(null, [[], line]),
    );
  };
}

async function complete(
  session: Session,
  text: string,
  line: string,
  options: QueryOptions,
): Promise<{ words: readonly string[]; replaced: string }> {
  const { database } = session.data;
  const command = /^\s*(\.\w*)(\s+(\S*))?$/.exec(line);
  if (command !== null) {
    const [, name, argument, replaced = ''] = command;
    if (argument === undefined) return startingWith([...dotCommands.keys()], name);
    if (name === '.schema') return startingWith(database.tableNames, replaced);
    return name === '.format' ? startingWith(Object.keys(writers), replaced) : { words: [], replaced };
  }
  const columnsOf = async (query: string): Promise<string[]> => {
    const named = database.tableNames.filter((name) => query.includes(name));
    for (const name of named) await session.data.open(name).catch(() => undefined);
    const [schema] = database.schemasOfQuery(query, { ...options, now: session.now })?.slice(-1) ?? [];
    // where the query so far is wrong, the columns of its tables are better than none
    const schemas = schema === undefined ? named.map((name) => database.schemaOf(name)) : [schema];
    return schemas.flatMap((known) => known?.columns.map(({ name }) => written(name)) ?? []);
  };
  return completeQuery(text, { tables: database.tableNames.map(written), columnsOf });
}

function startingWith(words: readonly string[], replaced: string): { words: readonly string[]; replaced: string } {
  return { words: words.filter((word) => word.startsWith(replaced)), replaced };
}

/** A name as a query writes it. */
function written(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : `['${name.replaceAll(/[\\']/g, '\\$&')}']`;
}

import { createInterface, type Interface } from 'node:readline';
import { readArguments, UsageError } from './arguments.ts';
import { openData } from './data.ts';
import { dotCommands, runDotCommand } from './dot-commands.ts';
import { execute } from './execute.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { historyFile, historyLength, readHistory, writeHistory } from './history.ts';
import { sharedOptions } from './options.ts';
import { standardOutput } from './output.ts';
import { ProgressLine } from './progress.ts';
import { promptCompleter } from './prompt-completer.ts';
import { reportError, worse } from './report.ts';
import type { Session } from './session.ts';
import { readSettings } from './settings.ts';
import { StatementReader } from './statements.ts';
import { noticeTimeRange } from './time-range.ts';

/** Tables of no more bytes than this are kept in memory: they are asked again and again. */
const keepBytes = 512 * 1024 * 1024;

const firstPrompt = 'kqlet> ';
const furtherPrompt = '  ...> ';

/**
 * `kqlet` alone: queries and commands from a terminal, one after the other, or from what is piped into it. The exit code of a terminal is
 * 0, of piped queries the worst one of them.
 */
export async function prompt(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, sharedOptions);
  if (positionals.length > 0) throw new UsageError(`what is ${positionals[0]}?`, 'a query in a file is run with `kqlet run FILE.kql`');
  if (values.table?.some((table) => table.endsWith('=-')))
    throw new UsageError('the standard input is where the prompt reads queries from');
  const settings = readSettings(values);
  let running: AbortController | undefined;
  const progress = new ProgressLine(settings.quiet ? undefined : process.stderr);
  const data = await openData(values, { keepBytes, signal: () => running?.signal, progress });
  const session: Session = { data, format: settings.format ?? 'table', now: settings.now, isOver: false };
  const output = standardOutput();
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const reader = new StatementReader(!isTerminal, (word) => dotCommands.has(word));

  const runStatement = async (text: string): Promise<ExitCode> => {
    running = new AbortController();
    try {
      if (text.startsWith('.')) {
        await output.write(await runDotCommand(session, text));
        return exitCodes.fine;
      }
      return await execute({
        database: data.database,
        text,
        file: undefined,
        options: { ...settings.query, now: session.now, signal: running.signal },
        format: session.format,
        output,
        progress,
        quiet: settings.quiet,
        bound() {
          if (!settings.quiet) noticeTimeRange(settings, data.opened.values());
        },
      });
    } catch (error) {
      return reportError(error);
    } finally {
      running = undefined;
    }
  };

  const file = historyFile();
  const lines = createInterface({
    input: process.stdin,
    output: isTerminal ? process.stdout : undefined,
    terminal: isTerminal,
    history: isTerminal ? readHistory(file) : [],
    historySize: historyLength,
    removeHistoryDuplicates: true,
    completer: promptCompleter(session, reader, settings.query),
    prompt: firstPrompt,
  });
  const interrupt = (): void => {
    if (running !== undefined) running.abort();
    else if (isTerminal) startOver(lines, reader);
    else process.exit(exitCodes.interrupted);
  };
  (isTerminal ? lines : process).on('SIGINT', interrupt);
  if (isTerminal) {
    lines.on('history', (history: string[]) => writeHistory(file, history));
    process.stdout.write('kqlet: a query ends with ; or an empty line, .help lists the commands\n');
    lines.prompt();
  }

  let worst: ExitCode = exitCodes.fine;
  for await (const line of lines) {
    for (const statement of reader.add(line)) worst = worse(worst, await runStatement(statement));
    if (session.isOver) break;
    if (isTerminal) {
      lines.setPrompt(reader.begun === '' ? firstPrompt : furtherPrompt);
      lines.prompt();
    }
  }
  if (!session.isOver) {
    if (isTerminal) process.stdout.write('\n');
    for (const statement of reader.take()) worst = worse(worst, await runStatement(statement));
  }
  return isTerminal ? exitCodes.fine : worst;
}

/** Ctrl-C where nothing runs: what was begun is given up. */
function startOver(lines: Interface, reader: StatementReader): void {
  if (lines.line === '' && reader.begun === '') process.stdout.write('\n.quit or Ctrl-D ends\n');
  else process.stdout.write('\n');
  reader.take();
  lines.write(null, { ctrl: true, name: 'e' });
  lines.write(null, { ctrl: true, name: 'u' });
  lines.setPrompt(firstPrompt);
  lines.prompt();
}

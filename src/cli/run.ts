import { readArguments, UsageError } from './arguments.ts';
import { type Data, openData } from './data.ts';
import { execute } from './execute.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { explainSchemas } from './explain-schema.ts';
import { runOptions } from './options.ts';
import { fileOutput, type Output, standardOutput } from './output.ts';
import { withProfilePlan } from './profile-option.ts';
import { ProgressLine } from './progress.ts';
import { readQueryText } from './query-text.ts';
import { complain } from './report.ts';
import { formatOfFile, readSettings } from './settings.ts';
import { noticeTimeRange } from './time-range.ts';

/** A table of no more bytes than this is loaded: all its rows decide on its types, and it is read once however often it is named. */
export const keepBytes = 64 * 1024 * 1024;

/** `kqlet run`: one query over files, its result to standard output or a file. */
export async function run(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments(withProfilePlan(args), runOptions);
  const settings = readSettings(values);
  const explains = values['explain-schema'] === true;
  if (positionals.includes('-') && values.table?.some((table) => table.endsWith('=-'))) {
    throw new UsageError('the standard input is either the query or a table');
  }
  const query = await readQueryText(values.query, positionals);
  if (query === undefined && !explains) {
    throw new UsageError(
      'what is to be run? name a file with the query, or give its text with -q',
      "kqlet run -q 'Event | count' --data export/",
    );
  }
  const plans = values.explain ? 'explain' : values['profile-plan'] ? 'profile' : undefined;
  if (values.explain && values['profile-plan'])
    throw new UsageError('--explain runs nothing, so there is nothing to profile', 'leave one of --explain and --profile out');
  const signal = abortOnInterrupt();
  const progress = new ProgressLine(settings.quiet ? undefined : process.stderr);
  const data = await openData(values, { keepBytes, signal: () => signal, progress });
  const file = values.output === '-' ? undefined : values.output;
  const output = file === undefined ? standardOutput() : fileOutput(file);
  const code =
    query === undefined
      ? await explainAll(data, output, progress)
      : await execute({
          database: data.database,
          ...query,
          options: { ...settings.query, signal },
          format: settings.format ?? (file === undefined ? undefined : formatOfFile(file)) ?? 'table',
          output,
          progress,
          quiet: settings.quiet,
          plans,
          bound() {
            if (explains) complain(explainSchemas(data.opened.values()));
            if (!settings.quiet) noticeTimeRange(settings, data.opened.values());
          },
        });
  await output.close(code === exitCodes.fine);
  return code;
}

/** Without a query, --explain-schema is about all tables and is itself the result. */
async function explainAll(data: Data, output: Output, progress: ProgressLine): Promise<ExitCode> {
  progress.start();
  try {
    for (const name of data.database.tableNames) await data.open(name);
  } finally {
    progress.stop();
  }
  await output.write(explainSchemas(data.opened.values()));
  return exitCodes.fine;
}

/** The first Ctrl-C cancels the query, which ends in the middle of its work; the second one, or a second, ends the program. */
export function abortOnInterrupt(): AbortSignal {
  const controller = new AbortController();
  process.on('SIGINT', () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort();
    setTimeout(() => process.exit(exitCodes.interrupted), 1000).unref();
  });
  return controller.signal;
}

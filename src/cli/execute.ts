import type { Database, OpenQuery, OpenResult, QueryOptions } from '../database.ts';
import { type Format, writers } from '../writers/index.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Output } from './output.ts';
import type { ProgressLine } from './progress.ts';
import { complain, reportError } from './report.ts';

export interface Execution {
  readonly database: Database;
  readonly text: string;
  /** Where the text is from, for error messages. */
  readonly file: string | undefined;
  readonly options: QueryOptions;
  readonly format: Format;
  readonly output: Output;
  readonly progress: ProgressLine;
  /** No warnings and notices. */
  readonly quiet: boolean;
  /** 'explain': the plans in place of the results; 'profile': after the results, on standard error, with what each stage has done. */
  readonly plans?: 'explain' | 'profile';
  /** Called once the query is bound: the tables that it reads have been opened, and none of its rows has been written. */
  readonly bound?: () => void;
}

/** Runs a query and writes its results as they come. What goes wrong is reported on standard error. */
export async function execute(execution: Execution): Promise<ExitCode> {
  const { database, text, file, options, progress, quiet } = execution;
  let query: OpenQuery | undefined;
  let code: ExitCode = exitCodes.fine;
  progress.start();
  try {
    query = await database.open(text, options);
    progress.watch(query.counters);
    execution.bound?.();
    if (execution.plans === 'explain') await writePlans(query, execution);
    else await writeResults(query.results, execution);
    if (execution.plans === 'profile') {
      progress.clear();
      complain((await import('./plans.ts')).profiled(query).trimEnd());
    }
  } catch (error) {
    progress.clear();
    if (options.signal?.aborted) {
      complain('cancelled');
      return exitCodes.interrupted;
    }
    code = reportError(error, file);
  } finally {
    progress.stop();
  }
  if (!quiet) for (const warning of new Set(query?.warnings)) complain(`warning: ${warning}`);
  return code;
}

async function writePlans(query: OpenQuery, { output, progress, quiet }: Execution): Promise<void> {
  const { explained, noticeOfRuns } = await import('./plans.ts');
  progress.clear();
  const notice = noticeOfRuns(query);
  if (notice !== undefined && !quiet) complain(notice);
  await output.write(explained(query));
}

/** Formats for people show every result; a machine gets one table, that of the last statement. */
async function writeResults(results: readonly OpenResult[], execution: Execution): Promise<void> {
  const { format, output, progress, quiet } = execution;
  const isForPeople = format === 'table' || format === 'markdown';
  const shown = isForPeople ? results : results.slice(-1);
  const notice = (message: string): void => {
    progress.clear();
    if (!quiet) complain(message);
  };
  if (shown.length < results.length)
    notice(`the query has ${results.length} results; ${format} writes the last one (--format table shows all)`);
  for (const [index, result] of shown.entries()) {
    if (shown.length > 1) await output.write(heading(format, index, shown.length));
    await writeResult(result, execution);
    if (result.visualization !== undefined)
      notice(`render ${result.visualization.chart}: kqlet shows the rows, the chart is for the reader to draw`);
  }
}

function heading(format: Format, index: number, count: number): string {
  const blank = index === 0 ? '' : '\n';
  return format === 'markdown' ? `${blank}**Result ${index + 1} of ${count}**\n\n` : `${blank}result ${index + 1} of ${count}\n`;
}

async function writeResult(result: OpenResult, { format, output, progress }: Execution): Promise<void> {
  const writer = writers[format](result.schema, output.terminal ?? {});
  const write = async (pieces: Iterable<string>): Promise<void> => {
    for (const piece of pieces) {
      progress.clear();
      const written = output.write(piece);
      if (written !== undefined) await written;
    }
  };
  const segments = result.segments();
  // nothing is written before the first rows are there: a query that fails before leaves no half of a table
  let next = await segments.next();
  await write(writer.begin());
  for (; !next.done; next = await segments.next()) await write(writer.rows(next.value));
  await write(writer.end());
}

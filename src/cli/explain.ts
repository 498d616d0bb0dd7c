import type { Database, QueryOptions } from '../database.ts';
import { KqlError } from '../errors.ts';
import type { Explanation } from '../rules/explain/explanation.ts';
import { explainQuery, explanationInFile, explanationToJson, formatExplanation } from '../rules/explain/index.ts';
import { rulesIn } from '../rules/load/index.ts';
import { errorInFile, type PlacedText } from '../rules/places.ts';
import { readArguments, UsageError } from './arguments.ts';
import { openData } from './data.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { explainOptions } from './options.ts';
import { standardOutput } from './output.ts';
import { ProgressLine } from './progress.ts';
import { readQueryText } from './query-text.ts';
import { complain, reportError, worse } from './report.ts';
import { abortOnInterrupt, keepBytes } from './run.ts';
import { readSettings } from './settings.ts';
import { noticeTimeRange } from './time-range.ts';

/** A query to be explained, and where it stands. */
interface Explained {
  readonly name: string;
  readonly text: string;
  /** Undefined for the text of -q and of the standard input. */
  readonly placed: PlacedText | undefined;
}

/**
 * `kqlet explain`: runs a query, or the rules of a file, and tells the rows in and out of every stage, and why nothing came out. The exit code is 0
 * where it could be run, whatever came out.
 */
export async function explain(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, explainOptions);
  const { format = 'text' } = values;
  if (format !== 'text' && format !== 'json') throw new UsageError(`there is no format ${format} here`, 'it is text or json');
  if (positionals.includes('-') && values.table?.some((table) => table.endsWith('=-')))
    throw new UsageError('the standard input is either the query or a table');
  const settings = readSettings({ ...values, format: undefined });
  const query = await readQueryText(values.query, positionals);
  if (query === undefined)
    throw new UsageError('what is to be explained? name a file with the query or rule', 'kqlet explain rule.kql --data export/');
  const signal = abortOnInterrupt();
  const progress = new ProgressLine(settings.quiet ? undefined : process.stderr);
  const queries = await queriesOf(query.file, query.text);
  const data = await openData(values, { keepBytes, signal: () => signal, progress });
  const output = standardOutput();
  const explained: { readonly rule: string; readonly explanation: Explanation }[] = [];
  let code: ExitCode = exitCodes.fine;
  for (const each of queries) {
    progress.start();
    try {
      explained.push({ rule: each.name, explanation: await explainOne(data.database, each, { ...settings.query, signal }) });
    } catch (error) {
      progress.clear();
      if (signal.aborted) {
        complain('cancelled');
        return exitCodes.interrupted;
      }
      code = worse(code, reportError(error, query.file));
    } finally {
      progress.stop();
    }
  }
  if (!settings.quiet) noticeTimeRange(settings, data.opened.values());
  if (format === 'json') {
    const documents = explained.map(({ rule, explanation }) => ({ rule, ...(explanationToJson(explanation) as object) }));
    await output.write(`${JSON.stringify(queries.length === 1 ? (documents[0] ?? null) : documents, null, 2)}\n`);
  } else {
    const { terminal } = output;
    const style = { width: terminal?.width, colors: terminal?.colour };
    const texts = explained.map(
      ({ rule, explanation }) => `${queries.length > 1 ? `${rule}\n` : ''}${formatExplanation(explanation, style)}`,
    );
    await output.write(texts.join('\n'));
  }
  await output.close(true);
  return code;
}

async function queriesOf(file: string | undefined, text: string): Promise<Explained[]> {
  if (file === undefined || file === 'stdin') return [{ name: file ?? 'the query', text, placed: undefined }];
  const rules = await rulesIn(file, text);
  return rules.map(({ name, query }) => ({ name, text: query.text, placed: query }));
}

async function explainOne(database: Database, { text, placed }: Explained, options: QueryOptions): Promise<Explanation> {
  try {
    const explanation = await explainQuery(database, text, options);
    return placed === undefined ? explanation : explanationInFile(explanation, placed);
  } catch (error) {
    throw placed !== undefined && error instanceof KqlError ? errorInFile(placed, error) : error;
  }
}

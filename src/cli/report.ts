import { Failure, formatError, KqlError } from '../errors.ts';
import { visibleText } from '../writers/visible.ts';
import { UsageError } from './arguments.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';

/** Prints what went wrong to standard error; returns the exit code. `file` is where the query's text is from. */
export function reportError(error: unknown, file?: string): ExitCode {
  if (error instanceof UsageError) {
    complain(`kqlet: ${error.message}\n  ${error.hint ?? '`kqlet --help` shows how it is used'}`);
    return exitCodes.usage;
  }
  if (error instanceof Failure) return reportError(new KqlError(error.diagnostic));
  if (error instanceof KqlError) {
    for (const finding of error.errors) complain(formatError(finding, finding.span === undefined ? undefined : file));
    return error.errors.every(({ kind }) => kind === 'unsupported') ? exitCodes.unsupported : exitCodes.failed;
  }
  if (isSystemError(error)) {
    complain(`kqlet: ${error.message}`);
    return exitCodes.failed;
  }
  complain(`kqlet: internal error, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return exitCodes.failed;
}

/** A line or several to standard error. Texts quote data and queries, which must not steer a terminal. */
export function complain(text: string): void {
  process.stderr.write(`${text.split('\n').map(visibleText).join('\n')}\n`);
}

/** The worse of two exit codes: a failure outweighs what is unsupported. */
export function worse(a: ExitCode, b: ExitCode): ExitCode {
  const order: readonly ExitCode[] = [exitCodes.fine, exitCodes.unsupported, exitCodes.failed, exitCodes.usage, exitCodes.interrupted];
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
}

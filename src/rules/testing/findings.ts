import { Failure, KqlError, type Span } from '../../errors.ts';

/** Ends the work on a test with what is wrong in the test file. */
export type FailAt = (message: string, span: Span | undefined, hint?: string) => never;

/** Throws a KqlError of the kind 'data' that knows its place in a text. */
export function failIn(source: string | undefined): FailAt {
  return (message, span, hint) => {
    throw new KqlError({ kind: 'data', message, span, hint }, source);
  };
}

/** What is wrong in another file than the test file. */
export class FileFault extends Error {
  readonly file: string;
  readonly error: KqlError;

  constructor(file: string, error: KqlError) {
    super(error.message);
    this.file = file;
    this.error = error;
  }
}

/** Every error as a KqlError; a fault of the system, such as a file that cannot be read, is one of the data. What is a bug is thrown on. */
export function asKqlError(error: unknown): KqlError {
  if (error instanceof KqlError) return error;
  if (error instanceof Failure) return new KqlError(error.diagnostic);
  if (error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string')
    return new KqlError({ kind: 'data', message: error.message });
  throw error;
}

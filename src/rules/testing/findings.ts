import { KqlError, type Span } from '../../errors.ts';

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

import type { CallError, CallSite } from '../define.ts';
import { compileRegex, type Regex, type RegexOptions } from './regex.ts';

/** What is wrong with a regular expression, as a finding about an argument. */
export function regexError(problem: { readonly kind: string; readonly error: string }, argument: number): CallError {
  return { error: problem.error, argument, unsupported: problem.kind === 'unsupported' };
}

/** The compiled regular expression of a constant argument, or what is wrong with it. */
export function constantRegex(site: CallSite, argument: number, options?: RegexOptions): { readonly ok: Regex } | CallError {
  const compiled = compileRegex(site.constants[argument] as string, options);
  return 'ok' in compiled ? compiled : regexError(compiled, argument);
}

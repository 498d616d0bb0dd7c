import { nearestName } from '../errors.ts';
import { UsageError } from './arguments.ts';

const planned: ReadonlySet<string> = new Set(['describe', 'test']);

/** Ends with what to do instead of a command that there is not. */
export function refuseCommand(command: string): never {
  if (planned.has(command)) throw new UsageError(`kqlet ${command} is not there yet`, '`kqlet run` runs a query, `kqlet` opens a prompt');
  const near = nearestName(command, ['run', 'check', 'support', 'help']);
  if (near !== undefined) throw new UsageError(`there is no command ${command}`, `did you mean kqlet ${near}?`);
  const isFile = /\.(kql|csl|txt)$/i.test(command);
  throw new UsageError(`there is no command ${command}`, isFile ? `did you mean kqlet run ${command}?` : undefined);
}

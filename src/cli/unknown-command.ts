import { nearestName } from '../errors.ts';
import { UsageError } from './arguments.ts';

/** Ends with what to do instead of a command that there is not. */
export function refuseCommand(command: string): never {
  const near = nearestName(command, ['run', 'check', 'describe', 'test', 'explain', 'mutate', 'support', 'help']);
  if (near !== undefined) throw new UsageError(`there is no command ${command}`, `did you mean kqlet ${near}?`);
  const isFile = /\.(kql|csl|txt)$/i.test(command);
  throw new UsageError(`there is no command ${command}`, isFile ? `did you mean kqlet run ${command}?` : undefined);
}

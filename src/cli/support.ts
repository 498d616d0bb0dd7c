import { probeSupport, type SupportLine } from '../support/support.ts';
import { readArguments, UsageError } from './arguments.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { standardOutput } from './output.ts';

const options = {
  refused: { type: 'boolean' },
  format: { type: 'string', short: 'f' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `kqlet support`: every word of the language and what becomes of it, as the engine itself says. Words given choose those that hold them. */
export async function support(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, options);
  const { format = 'table' } = values;
  if (format !== 'table' && format !== 'json') throw new UsageError(`there is no format ${format} here`, 'it is table or json');
  const wanted = positionals.map((word) => word.toLowerCase());
  const lines = (await probeSupport()).filter(
    ({ name, status }) =>
      (wanted.length === 0 || wanted.some((word) => name.toLowerCase().includes(word))) &&
      (values.refused !== true || status === 'refused'),
  );
  if (lines.length === 0 && wanted.length > 0) throw new UsageError(`KQL has no word with ${positionals.join(' or ')} in it`);
  const output = standardOutput();
  await output.write(format === 'json' ? `${JSON.stringify(lines, null, 2)}\n` : table(lines));
  await output.close(true);
  return exitCodes.fine;
}

function table(lines: readonly SupportLine[]): string {
  const width = Math.max(...lines.map(({ name }) => name.length));
  const text = lines.map(
    ({ status, kind, name, reason }) =>
      `${status.padEnd(9)}  ${kind.padEnd(15)}  ${reason === '' ? name : `${name.padEnd(width)}  ${reason}`}\n`,
  );
  const count = (status: SupportLine['status']): number => lines.filter((line) => line.status === status).length;
  return `${text.join('')}${count('supported')} supported, ${count('divergent')} divergent, ${count('refused')} refused\n`;
}

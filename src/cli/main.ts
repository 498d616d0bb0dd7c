#!/usr/bin/env node
import { type ExitCode, exitCodes } from './exit-codes.ts';

/**
 * The entry of the command line. Nothing is imported here that not every command needs: each is a module of its own, so that --help costs
 * hardly more than Node itself.
 */
async function main(args: readonly string[]): Promise<ExitCode> {
  const [command, ...rest] = args;
  const wantsHelp = args.includes('--help') || args.includes('-h');
  switch (command) {
    case 'run':
      if (wantsHelp) return print((await import('./help.ts')).runHelp);
      await keepCompiledCode();
      return (await import('./run.ts')).run(rest);
    case 'check':
      if (wantsHelp) return print((await import('./help.ts')).checkHelp);
      return (await import('./check.ts')).check(rest);
    case 'describe':
      if (wantsHelp) return print((await import('./help.ts')).describeHelp);
      return (await import('./describe.ts')).describe(rest);
    case 'explain':
      if (wantsHelp) return print((await import('./help.ts')).explainHelp);
      await keepCompiledCode();
      return (await import('./explain.ts')).explain(rest);
    case 'test':
      if (wantsHelp) return print((await import('./help.ts')).testHelp);
      await keepCompiledCode();
      return (await import('./test.ts')).test(rest);
    case 'mutate':
      if (wantsHelp) return print((await import('./help.ts')).mutateHelp);
      await keepCompiledCode();
      return (await import('./mutate.ts')).mutate(rest);
    case 'support':
      if (wantsHelp) return print((await import('./help.ts')).supportHelp);
      return (await import('./support.ts')).support(rest);
    case 'help':
      return print((await import('./help.ts')).help);
    case '--version':
    case '-v':
      return print(`${await version()}\n`);
  }
  if (command !== undefined && !command.startsWith('-')) return (await import('./unknown-command.ts')).refuseCommand(command);
  if (wantsHelp) return print((await import('./help.ts')).help);
  await keepCompiledCode();
  return (await import('./prompt.ts')).prompt(args);
}

function print(text: string): ExitCode {
  process.stdout.write(text);
  return exitCodes.fine;
}

async function version(): Promise<string> {
  const { readFileSync } = await import('node:fs');
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** From version 22 on Node can keep what it compiled for the next start. */
async function keepCompiledCode(): Promise<void> {
  const { default: module } = await import('node:module');
  (module as { enableCompileCache?: () => void }).enableCompileCache?.();
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    // nobody reads the results any more, as behind `| head`: there is nothing left to do. Messages that nobody reads change nothing
    if (stream === process.stdout) process.exit(exitCodes.fine);
  });
}

let code: ExitCode;
try {
  code = await main(process.argv.slice(2));
} catch (error) {
  code = (await import('./report.ts')).reportError(error);
}
// what still waits in the pipe is written before the end, which waits for nothing else: a file or a standard input may be open
process.stdout.write('', () => process.exit(code));

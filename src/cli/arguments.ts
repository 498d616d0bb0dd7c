import { parseArgs } from 'node:util';
import { nearestName } from '../errors.ts';

/** The command line is wrong: the message goes to stderr and the exit code is 2. */
export class UsageError extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

export interface OptionSpecification {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
}

/** The value of each option: text, true, or a list of texts where it may be repeated; undefined where it is not given. */
export type OptionValues<Options extends Readonly<Record<string, OptionSpecification>>> = {
  readonly [Name in keyof Options]?: Options[Name]['type'] extends 'boolean'
    ? boolean
    : Options[Name]['multiple'] extends true
      ? readonly string[]
      : string;
};

/** Reads the arguments of a command. Throws a UsageError that names the nearest option where one is unknown. */
export function readArguments<Options extends Readonly<Record<string, OptionSpecification>>>(
  args: readonly string[],
  options: Options,
): { values: OptionValues<Options>; positionals: readonly string[] } {
  // strict mode would stop at the first thing that is wrong, in words of its own
  const { values, positionals, tokens } = parseArgs({ args: [...args], options, allowPositionals: true, strict: false, tokens: true });
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    const option: OptionSpecification | undefined = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) throw unknownOption(rawName, options);
    if (option.type === 'boolean' && value !== undefined) throw new UsageError(`${rawName} takes no value`);
    if (option.type === 'string' && value === undefined) throw new UsageError(`${rawName} needs a value`);
    if (value !== undefined && !inlineValue && /^--?[a-z]/i.test(value)) {
      throw new UsageError(`${rawName} needs a value`, `a value that begins with a dash is written --${name}=${value}`);
    }
    if (seen.has(name) && option.multiple !== true) throw new UsageError(`${rawName} is given twice`);
    seen.add(name);
  }
  return { values: values as OptionValues<Options>, positionals };
}

function unknownOption(rawName: string, options: Readonly<Record<string, OptionSpecification>>): UsageError {
  const names = Object.entries(options).flatMap(([name, { short }]) => (short === undefined ? [`--${name}`] : [`--${name}`, `-${short}`]));
  const near = rawName.startsWith('--') ? nearestName(rawName, names) : undefined;
  return new UsageError(`there is no option ${rawName}`, near === undefined ? undefined : `did you mean ${near}?`);
}

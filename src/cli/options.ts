import type { OptionSpecification } from './arguments.ts';

/** The options that say what is queried and how; the prompt takes them too. */
export const sharedOptions = {
  data: { type: 'string', multiple: true },
  table: { type: 'string', multiple: true },
  schema: { type: 'string' },
  'skip-malformed': { type: 'boolean' },
  now: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  param: { type: 'string', multiple: true },
  seed: { type: 'string' },
  format: { type: 'string', short: 'f' },
  'max-rows': { type: 'string' },
  'max-memory': { type: 'string' },
  timeout: { type: 'string' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies Record<string, OptionSpecification>;

export const runOptions = {
  ...sharedOptions,
  query: { type: 'string', short: 'q' },
  output: { type: 'string', short: 'o' },
  'explain-schema': { type: 'boolean' },
} as const satisfies Record<string, OptionSpecification>;

import type { OptionSpecification } from './arguments.ts';

/** What a query may rest on beside tables. */
const hostedOptions = {
  schema: { type: 'string' },
  now: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  param: { type: 'string', multiple: true },
  seed: { type: 'string' },
  external: { type: 'string', multiple: true },
  watchlist: { type: 'string', multiple: true },
  functions: { type: 'string', multiple: true },
  'file-profiles': { type: 'string' },
  'geo-ip': { type: 'string' },
  'ingestion-time': { type: 'string' },
  database: { type: 'string', multiple: true },
  profile: { type: 'string' },
  name: { type: 'string' },
  cluster: { type: 'string' },
  principal: { type: 'string' },
  format: { type: 'string', short: 'f' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies Record<string, OptionSpecification>;

/** The options that say what is queried and how; the prompt takes them too. */
export const sharedOptions = {
  ...hostedOptions,
  data: { type: 'string', multiple: true },
  table: { type: 'string', multiple: true },
  'skip-malformed': { type: 'boolean' },
  'max-rows': { type: 'string' },
  'max-memory': { type: 'string' },
  timeout: { type: 'string' },
} as const satisfies Record<string, OptionSpecification>;

export const describeOptions = {
  ...hostedOptions,
  catalog: { type: 'string' },
  output: { type: 'string', short: 'o' },
} as const satisfies Record<string, OptionSpecification>;

export const checkOptions = {
  ...hostedOptions,
  advice: { type: 'string' },
  baseline: { type: 'string' },
  'update-baseline': { type: 'boolean' },
  'max-warnings': { type: 'string' },
} as const satisfies Record<string, OptionSpecification>;

export const explainOptions = { ...sharedOptions, query: { type: 'string', short: 'q' } } as const satisfies Record<
  string,
  OptionSpecification
>;

export const runOptions = {
  ...sharedOptions,
  query: { type: 'string', short: 'q' },
  output: { type: 'string', short: 'o' },
  'explain-schema': { type: 'boolean' },
  explain: { type: 'boolean' },
  'profile-plan': { type: 'boolean' },
} as const satisfies Record<string, OptionSpecification>;

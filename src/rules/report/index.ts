import type { Reporter } from './run-report.ts';

export { type Reporter, type ReportStyle, type RunReport, type Totals, totalsOf } from './run-report.ts';

/** The formats of reports; each is fetched when it is asked for. */
export const reporters: Readonly<Record<string, () => Promise<Reporter>>> = {
  pretty: async () => (await import('./pretty.ts')).pretty,
  junit: async () => (await import('./junit.ts')).junit,
  sarif: async () => (await import('./sarif.ts')).sarif,
  github: async () => (await import('./github.ts')).github,
  json: async () => (await import('./json.ts')).json,
  tap: async () => (await import('./tap.ts')).tap,
};

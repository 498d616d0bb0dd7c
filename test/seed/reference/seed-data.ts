// The tables that the seed rules run over: the project's own data set, and a real capture where it lies beside the project.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const path = (relative: string) => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));

/** Where the data set lies: a folder with one file for each table. */
export const SEED_DIRECTORY = path('corpus/seed/data');
/** The clock of the data set, and that of the capture. */
export const SEED_NOW = '2024-05-01T00:00:00Z';
export const CAPTURE_NOW = '2020-09-19T00:00:00Z';

/** The folder of the capture, outside the project; undefined where there is none. */
export const CAPTURE_DIRECTORY = existsSync(path('../shared/data/sysmon')) ? path('../shared/data/sysmon') : undefined;

export type JsonRow = Record<string, unknown>;

/** The parsed rows of a file: a JSON array, or a JSON object a line; unpacked when the name ends in .gz. */
export function readRows(file: string): JsonRow[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  if (text.startsWith('[')) return JSON.parse(text);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** The text of a seed rule: 'mde' or 'sysmon'. */
export function ruleText(name: string): string {
  return readFileSync(path(`corpus/seed/${name}.kql`), 'utf8');
}

/** The events as a Sysmon without rule names writes them: then only column_ifexists makes the column RuleName. */
export function withoutRuleNames(events: JsonRow[]): JsonRow[] {
  return replacedInEventData(events, /<Data [^>]*Name=["']RuleName["'](?:\/>|>[^<]*<\/Data>)/g, '');
}

/** The events with two further values that have the names of the rule's parsed columns, which parse then has to replace in place. */
export function withTechniqueValues(events: JsonRow[]): JsonRow[] {
  const values = '<Data Name="TechniqueName">of the event</Data><Data Name="TechniqueId">T0000</Data>';
  return replacedInEventData(events, /(?=<Data Name="UtcTime">)/g, values);
}

function replacedInEventData(events: JsonRow[], pattern: RegExp, by: string): JsonRow[] {
  return events.map((event) =>
    typeof event.EventData === 'string' ? { ...event, EventData: event.EventData.replace(pattern, by) } : event,
  );
}

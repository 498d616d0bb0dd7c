import type { Profile } from '../host.ts';
import type { PlacedText } from './places.ts';

/** A detection rule as it stands in a file. What the file does not say is undefined or empty; durations are in ticks of 100 ns. */
export interface Rule {
  readonly kind: 'sentinel' | 'defender' | 'query';
  /** The file, and after `#` what of it: a heading of Markdown, the name of one rule among several. */
  readonly source: string;
  readonly id: string | undefined;
  readonly name: string;
  readonly description: string | undefined;
  readonly severity: string | undefined;
  /** The query with its place in the file. */
  readonly query: PlacedText;
  readonly profile: Profile | undefined;
  readonly enabled: boolean;
  readonly version: string | undefined;
  /** MITRE ATT&CK: tactics as written, techniques as T1059 or T1059.001. */
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
  readonly tags: readonly string[];
  readonly dataTypes: readonly string[];
  /** How often the rule runs and how far back it looks. A near-real-time rule of Sentinel has no schedule. */
  readonly schedule: { readonly frequency: bigint; readonly period: bigint } | undefined;
  readonly isNearRealTime: boolean;
  readonly trigger: Trigger | undefined;
  readonly entityMappings: readonly EntityMapping[];
  /** Key of the alert by column. */
  readonly customDetails: ReadonlyMap<string, string>;
  readonly alertDetails: AlertDetails | undefined;
  readonly eventGrouping: 'SingleAlert' | 'AlertPerResult' | undefined;
  readonly incident: IncidentConfiguration | undefined;
  readonly suppression: { readonly enabled: boolean; readonly duration: bigint | undefined };
  /** What was read but means nothing to kqlet, and what looks wrong but does not hinder. */
  readonly warnings: readonly string[];
}

/** When the number of rows makes an alert. */
export interface Trigger {
  readonly operator: 'gt' | 'lt' | 'eq' | 'ne';
  readonly threshold: number;
}

export interface EntityMapping {
  readonly type: string;
  readonly fields: readonly { readonly identifier: string; readonly column: string }[];
}

/** What the alert takes from the row: formats hold `{{Column}}`. */
export interface AlertDetails {
  readonly displayNameFormat: string | undefined;
  readonly descriptionFormat: string | undefined;
  readonly severityColumn: string | undefined;
  readonly tacticsColumn: string | undefined;
  readonly dynamicProperties: readonly { readonly property: string; readonly column: string }[];
}

export interface IncidentConfiguration {
  readonly createIncident: boolean;
  readonly grouping:
    | {
        readonly enabled: boolean;
        readonly reopenClosedIncident: boolean;
        readonly lookbackDuration: bigint | undefined;
        readonly matchingMethod: string | undefined;
        readonly groupByEntities: readonly string[];
        readonly groupByAlertDetails: readonly string[];
        readonly groupByCustomDetails: readonly string[];
      }
    | undefined;
}

/** A rule of which nothing is said but what it is, where it stands, and what looks wrong with it. */
export function bareRule(kind: Rule['kind'], source: string, warnings: readonly string[] = []): Omit<Rule, 'name' | 'query'> {
  return {
    kind,
    source,
    id: undefined,
    description: undefined,
    severity: undefined,
    profile: kind === 'query' ? undefined : kind,
    enabled: true,
    version: undefined,
    tactics: [],
    techniques: [],
    tags: [],
    dataTypes: [],
    schedule: undefined,
    isNearRealTime: false,
    trigger: undefined,
    entityMappings: [],
    customDetails: new Map(),
    alertDetails: undefined,
    eventGrouping: undefined,
    incident: undefined,
    suppression: { enabled: false, duration: undefined },
    warnings,
  };
}

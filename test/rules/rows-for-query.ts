import type { ScalarType } from '../../src/data/types.ts';
import { type Evidence, type Sample, typeOfEvidence } from './evidence.ts';
import type { TableUse } from './shape.ts';

/** How many rows a table gets. */
export const rowsPerTable = 60;

/** What a row is made of: values that the query wants, several of them in one text, values of every kind, or hardly any value. */
const modes = ['wanted', 'wanted', 'joined', 'mixed', 'wanted', 'plain'] as const;
type Mode = (typeof modes)[number];

interface Making {
  readonly random: () => number;
  readonly mode: Mode;
  readonly row: number;
  readonly now: number;
  readonly days: number;
}

/**
 * Rows for a table, the same for the same seed: values that make the predicates of the query true, values that make them false, nulls and
 * empty strings. Names, addresses and numbers that the query says nothing about come from small pools, so that joins find partners and groups
 * several rows. Times lie before `now`, within the longest span of time that the query names.
 */
export function rowsForTable(
  table: TableUse,
  types: Readonly<Record<string, ScalarType>>,
  { now, days, seed }: { readonly now: number; readonly days: number; readonly seed: number },
): Record<string, unknown>[] {
  const random = randomNumbers(seed);
  return Array.from({ length: rowsPerTable }, (_, row) => {
    const making: Making = { random, mode: modes[row % modes.length], row, now, days: days === 0 ? 1 : Math.min(days, 400) };
    const cells: Record<string, unknown> = {};
    for (const [name, type] of Object.entries(types)) {
      const evidence = table.columns.get(name);
      if (evidence === undefined && type !== 'datetime') continue;
      const value = generated(evidence, type, name, making);
      cells[name] = type === 'string' && typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
    }
    return cells;
  });
}

/** The types of the columns of a table: the declared ones, then those that the query uses and no schema has. */
export function columnTypes(table: TableUse, mended: ReadonlyMap<string, ScalarType>): Record<string, ScalarType> {
  const types: Record<string, ScalarType> = { ...table.declared };
  for (const [name, evidence] of table.columns)
    types[name] = mended.get(`${table.name}.${name}`) ?? types[name] ?? typeOfEvidence(name, evidence);
  return types;
}

/** A pseudo-random number generator (mulberry32): numbers from 0 up to 1. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function generated(evidence: Evidence | undefined, type: ScalarType, name: string, making: Making): unknown {
  const { random, mode } = making;
  // patterns that queries read from a table, and names that become those of columns
  if (type === 'string' && /regex$/i.test(name)) return '((\\w+)(\\w)(\\w))';
  if (type === 'string' && /\dlabel$/i.test(name)) return `${name} text`;
  if (evidence?.isXml) return mode === 'plain' ? '' : xmlOf(evidence, making);
  if (
    evidence !== undefined &&
    (evidence.properties.size > 0 || evidence.element !== undefined) &&
    (type === 'dynamic' || type === 'string')
  )
    return structureOf(evidence, name, making);
  if (mode === 'mixed' && random() < 0.15) return type === 'string' ? '' : null;
  if (mode === 'plain' && random() < 0.7) return type === 'string' ? '' : null;
  if (evidence?.split !== undefined && type === 'string' && (evidence.wanted.size === 0 || random() < 0.3)) {
    const { delimiter, pieces } = evidence.split;
    return pieces.map((piece) => String(generated(piece, 'string', '', making) ?? '')).join(delimiter);
  }
  const samples = evidence === undefined ? [] : samplesOf(evidence, mode, random).filter((sample) => fits(sample, type));
  if (samples.length === 0 || (mode === 'mixed' && random() < 0.5)) return valueOfType(type, name, making);
  if (mode === 'joined' && (type === 'string' || type === 'dynamic'))
    return samples
      .slice(0, 12)
      .map((sample) => textOf(sample, making))
      .join(' ');
  const sample = pick(samples, random);
  if (typeof sample === 'object') return textOf(sample, making);
  return type === 'string' ? String(sample) : type === 'bool' ? sample === true || sample === 'true' || sample === 1 : sample;
}

function samplesOf({ wanted, unwanted }: Evidence, mode: Mode, random: () => number): Sample[] {
  if (mode === 'mixed' && random() < 0.5) return [...unwanted, ...wanted];
  return [...wanted].filter((sample) => !unwanted.has(sample));
}

function fits(sample: Sample, type: ScalarType): boolean {
  switch (type) {
    case 'int':
    case 'long':
    case 'real':
    case 'decimal':
      return typeof sample === 'number' ? type === 'real' || type === 'decimal' || Number.isSafeInteger(sample) : false;
    case 'bool':
      return typeof sample !== 'object';
    case 'datetime':
      return typeof sample === 'string' && !Number.isNaN(Date.parse(sample));
    case 'timespan':
    case 'guid':
      return false;
    default:
      return true;
  }
}

function textOf(sample: Sample, making: Making): string {
  if (typeof sample !== 'object') return String(sample);
  return sample.parts
    .map((part) => (typeof part === 'string' ? part : String(generated(part, typeOfEvidence('', part), '', making) ?? '')))
    .join('');
}

/** A bag of the properties that the query looks at, a list where it looks at elements, now and then none. */
function structureOf(evidence: Evidence, name: string, making: Making): unknown {
  if (making.mode === 'plain') return null;
  const { properties, element } = evidence;
  if (element !== undefined && (properties.size === 0 || making.random() < 0.5)) {
    const length = 1 + Math.floor(making.random() * 3);
    return Array.from({ length }, () => dynamicOf(element, name, making));
  }
  return Object.fromEntries([...properties].map(([key, value]) => [key, dynamicOf(value, key, making)]));
}

function dynamicOf(evidence: Evidence, name: string, making: Making): unknown {
  const type = typeOfEvidence(name, evidence);
  const value = generated(evidence, type === 'string' ? 'dynamic' : type, name, making);
  return value === null && type === 'string' ? '' : value;
}

/** An event as Windows writes it: `Data` elements with names, and the elements that the query reads. */
function xmlOf(evidence: Evidence, making: Making): string {
  const data = ['RuleName', ...evidence.xmlNames].map(
    (name) => `<Data Name="${name}">${escaped(generated(undefined, 'string', name, making))}</Data>`,
  );
  const event = `<EventData xmlns="http://schemas.microsoft.com/win/2004/08/events/event">${data.join('')}</EventData>`;
  return `<DataItem type="System.XmlData" time="${new Date(making.now).toISOString()}" sourceHealthServiceId="1">${event}</DataItem>`;
}

function escaped(value: unknown): string {
  return String(value ?? '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');
}

const words = ['alpha', 'bravo', 'charlie', 'delta', 'echo'];
/** Hashes of files; the profiles of FileProfile are about them. */
export const hashes = [
  'da39a3ee5e6b4b0d3255bfef95601890afd80709',
  '2fd4e1c67a2d28fced849ee1bb76e7391b93eb12',
  'de9f2c7fd25e1b3afad3e85a0bd17d9b100db4b3',
];
const addresses = ['203.0.113.7', '198.51.100.23', '10.0.0.8', '192.0.2.44'];

function valueOfType(type: ScalarType, name: string, making: Making): unknown {
  const { random, now, days, row } = making;
  switch (type) {
    case 'bool':
      return random() < 0.5;
    case 'int':
    case 'long':
      return random() < 0.1 ? 1_000_000 + row : Math.floor(random() * 20);
    case 'real':
    case 'decimal':
      return Math.floor(random() * 40) / 2;
    case 'datetime':
      return timeBefore(now, days, random);
    case 'timespan':
      return `0${Math.floor(random() * 10)}:10:00`;
    case 'guid':
      return `00000000-0000-0000-0000-00000000000${Math.floor(random() * 5)}`;
    default:
      if (/sha1|sha256|md5|hash$/i.test(name)) return pick(hashes, random);
      return pick(/ip(v4|v6)?(_?addr(ess)?)?(_s)?$|^ip/i.test(name) ? addresses : words, random);
  }
}

/** Half of the times are recent, the others spread over the whole span: rules compare a recent time with the time before. */
function timeBefore(now: number, days: number, random: () => number): string {
  const share = random() < 0.5 ? random() * 0.02 : random() * 1.05;
  return new Date(now - share * days * 86_400_000 - 1).toISOString();
}

function pick<Item>(items: readonly Item[], random: () => number): Item {
  return items[Math.floor(random() * items.length)];
}

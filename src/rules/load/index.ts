import { type Diagnostic, KqlError } from '../../errors.ts';
import { type PlacedText, placedWhole } from '../places.ts';
import { bareRule, type Rule } from '../rule.ts';
import { defenderRule, flatDefenderRule } from './defender.ts';
import { type DocumentNode, type MapNode, type ParsedDocuments, valueAt } from './document.ts';
import type { Reading } from './fields.ts';
import { parseJson } from './json-document.ts';
import { fencedQueries, slugOf } from './markdown.ts';
import { sentinelRule } from './sentinel.ts';

/** What a file holds: the rules that can be read, what is wrong with the others, and what was passed over because it has no query. */
export interface FileRules {
  readonly rules: readonly Rule[];
  /** With the positions of the file; undefined where all is well. */
  readonly error: KqlError | undefined;
  readonly passedOver: readonly string[];
}

/**
 * The rules that a file holds, by the ending of its name: analytics rules of Sentinel and custom detections of Defender in YAML and JSON (ARM
 * templates too), the fenced queries of Markdown, and for every other ending the text as one query. Throws a KqlError with the positions of
 * the file where it cannot be read, or holds no rule.
 */
export async function rulesIn(file: string, source: string): Promise<Rule[]> {
  const { rules, error, passedOver } = await readRules(file, source);
  if (error !== undefined) throw error;
  if (rules.length > 0) return [...rules];
  throw new KqlError({ kind: 'data', message: ['there is no rule in this file', ...passedOver].join('; ') });
}

/** As rulesIn, without throwing: one rule that is wrong does not hide the others. */
export async function readRules(file: string, source: string): Promise<FileRules> {
  const text = source.startsWith('\ufeff') ? source.slice(1) : source;
  const reading: Reading = { file, source: text, errors: [], warnings: [] };
  const passedOver: string[] = [];
  const rules = await rulesByEnding(reading, passedOver);
  const [first, ...others] = [...reading.errors].sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
  return { rules: named(rules), error: first && new KqlError(first, text, others), passedOver };
}

async function rulesByEnding(reading: Reading, passedOver: string[]): Promise<Rule[]> {
  const { file, source } = reading;
  switch (/\.([^./\\]+)$/.exec(file)?.[1].toLowerCase()) {
    case 'yaml':
    case 'yml': {
      // what few need is fetched when it is needed
      const yaml = await import('yaml');
      const { parseYaml } = await import('./yaml-document.ts');
      return rulesOfDocuments(reading, parseYaml(yaml, source), passedOver);
    }
    case 'json':
      return rulesOfDocuments(reading, parseJson(source), passedOver);
    case 'md':
    case 'markdown':
      return fencedQueries(file, source).map(({ heading, query }) => {
        const title = heading ?? stemOf(file);
        return { ...plainRule(query, title), source: `${file}#${slugOf(title)}` };
      });
    default:
      if (source.trim() === '') reading.errors.push({ kind: 'data', message: 'the file is empty' });
      return source.trim() === '' ? [] : [plainRule(placedWhole(file, source), stemOf(file))];
  }
}

function rulesOfDocuments(reading: Reading, { documents, diagnostics }: ParsedDocuments, passedOver: string[]): Rule[] {
  reading.errors.push(...(diagnostics as Diagnostic[]));
  const found = documents.flatMap((document) => [...ruleNodes(document, true)]);
  return found.flatMap((node) => ruleOf(reading, node, passedOver) ?? []);
}

/** Where the lists of rules are: those of an API's answer, and the resources of templates, which may hold templates. */
const containers = ['value', 'resources', 'properties', 'mainTemplate', 'template', 'rules', 'Scheduled', 'NRT'];

function* ruleNodes(node: DocumentNode, isTop: boolean): Generator<MapNode> {
  if (node.kind === 'list') for (const item of node.items) yield* ruleNodes(item, isTop);
  if (node.kind !== 'map') return;
  if (isDefender(node) || isResource(node) || (isTop && looksLikeRule(node))) yield node;
  else for (const { key, value } of node.entries) if (containers.includes(key)) yield* ruleNodes(value, key !== 'properties' && isTop);
}

const isDefender = (node: MapNode): boolean => (valueAt(node, 'queryCondition') ?? valueAt(node, 'queryText')) !== undefined;

/** A resource of the type `alertRules`, or what an API answers without it. */
function isResource(node: MapNode): boolean {
  const properties = valueAt(node, 'properties');
  if (properties?.kind !== 'map') return false;
  const type = textAt(node, 'type');
  if (type !== undefined) return /(?:^|\/)(?:alertRules|alertRuleTemplates)$/i.test(type);
  return valueAt(node, 'kind') !== undefined && valueAt(properties, 'query') !== undefined;
}

const marks = [
  'severity',
  'queryFrequency',
  'queryPeriod',
  'triggerOperator',
  'tactics',
  'relevantTechniques',
  'detectionAction',
  'alertTitle',
];

/** A query alone may be data, such as that of a name server. A rule that has lost its query is an error; another kind of document is none. */
function looksLikeRule(node: MapNode): boolean {
  const has = (key: string): boolean => valueAt(node, key) !== undefined;
  const isNamed = has('name') || has('displayName');
  if (has('query')) return isNamed || has('description') || has('kind') || marks.some(has);
  return isNamed && marks.filter(has).length >= 2;
}

/** Whether a text may hold rules at all: in folders there are files of many kinds. */
export function mayHoldRules(file: string, text: string): boolean {
  if (/\.json$/i.test(file))
    return (
      /"query(?:Text|Condition|Frequency)?"\s*:|alertRules/i.test(text) &&
      /"(?:queryCondition|severity|properties|tactics|displayName|kind)"\s*:/.test(text)
    );
  if (/\.ya?ml$/i.test(file)) return /^[ \t-]*["']?(?:query|queryText|queryCondition|severity|tactics)["']?[ \t]*:/m.test(text);
  return true;
}

function ruleOf(reading: Reading, node: MapNode, passedOver: string[]): Rule | undefined {
  if (valueAt(node, 'queryCondition') !== undefined) return defenderRule(reading, node);
  if (valueAt(node, 'queryText') !== undefined) return flatDefenderRule(reading, node);
  const resource = isResource(node) ? valueAt(node, 'properties') : undefined;
  const properties = resource?.kind === 'map' ? resource : node;
  const kind = textAt(node, 'kind');
  const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(`${textAt(node, 'name')} ${textAt(node, 'id')}`)?.[0];
  if (kind !== undefined && !/^(?:scheduled|nrt)$/i.test(kind) && valueAt(properties, 'query') === undefined) {
    passedOver.push(`a rule of the kind ${kind} has no query`);
    return undefined;
  }
  if (properties === node) return sentinelRule(reading, node);
  return sentinelRule(reading, properties, { id, kind: kind?.toUpperCase() === 'NRT' ? 'NRT' : 'Scheduled' });
}

function textAt(node: MapNode, key: string): string | undefined {
  const value = valueAt(node, key);
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}

/** A query without anything about it. */
function plainRule(query: PlacedText, name: string): Rule {
  return { ...bareRule('query', query.file), name, query };
}

function stemOf(file: string): string {
  return (/[^/\\]+$/.exec(file)?.[0] ?? file).replace(/\.[^.]+$/, '');
}

/** Of several rules in one file each has a source of its own: its heading or name, and a number where that is there before. */
function named(rules: readonly Rule[]): Rule[] {
  if (rules.length === 1 && !rules[0].source.includes('#')) return [...rules];
  const taken = new Set<string>();
  return rules.map((rule) => {
    const base = rule.source.includes('#') ? rule.source : `${rule.source}#${slugOf(rule.name)}`;
    let source = base;
    for (let count = 2; taken.has(source); count++) source = `${base}-${count}`;
    taken.add(source);
    return { ...rule, source, name: source === base ? rule.name : `${rule.name}${source.slice(base.length)}` };
  });
}

import type { Database } from '../database.ts';
import { KqlError } from '../errors.ts';
import { functions } from '../functions/index.ts';
import type { FunctionDefinition } from '../functions/registry.ts';
import { divergences } from './divergences.ts';
import type { Kind, SupportLine } from './support.ts';
import { probeSupport, suppliedDatabase } from './support.ts';
import { operators, scalarOperators, statements, types, type Word } from './words.ts';

/** The documents of docs/ that are written from what the engine knows and does, by file name. */
export async function documents(): Promise<Record<'functions.md' | 'operators.md' | 'support.md', string>> {
  const lines = await probeSupport();
  return { 'functions.md': functionsDocument(), 'operators.md': await operatorsDocument(lines), 'support.md': supportDocument(lines) };
}

/** Every function with its signatures, from the table that also binds it. */
function functionsDocument(): string {
  const sections = [
    ['Scalar functions', functions.scalars],
    ['Aggregates', functions.aggregates],
    ['Window functions', functions.windows],
  ] as const;
  const parts = ['# Functions', '', 'Written by `npm run generate` from the table that the engine binds from. Examples are run as tests.'];
  for (const [title, table] of sections) {
    parts.push('', `## ${title}`);
    for (const name of [...table.keys()].filter((key) => /^\w+$/.test(key)).sort()) parts.push('', ...functionLines(table.get(name) ?? []));
  }
  return `${parts.join('\n')}\n`;
}

function functionLines(overloads: readonly FunctionDefinition[]): string[] {
  const [{ name, insteadOf }] = overloads;
  const docs = [...new Set(overloads.map(({ doc }) => doc))];
  const examples = overloads.flatMap((overload) => overload.examples);
  return [
    `### ${name}`,
    '',
    ...overloads.map(({ signature }) => `- \`${signature.text}\``),
    '',
    ...docs,
    ...(insteadOf === undefined ? [] : [`An old name of \`${insteadOf}\`.`]),
    ...(examples.length === 0 ? [] : ['', '| example | result |', '|---|---|']),
    ...examples.map(([expression, result]) => `| ${code(expression)} | ${code(JSON.stringify(result))} |`),
  ];
}

/** Every operator with an example that was run. */
async function operatorsDocument(lines: readonly SupportLine[]): Promise<string> {
  const database = suppliedDatabase();
  const parts = [
    '# Operators, statements and types',
    '',
    'Written by `npm run generate`; the results are what the engine gives. `grammar/` has the whole syntax.',
  ];
  const sections: readonly (readonly [string, Kind, readonly Word[]])[] = [
    ['Operators', 'operator', operators],
    ['Statements', 'statement', statements],
    ['Scalar operators', 'scalar operator', scalarOperators],
    ['Types', 'type', types],
  ];
  for (const [title, kind, words] of sections) {
    parts.push('', `## ${title}`);
    for (const word of words) {
      const refused = lines.find((line) => line.kind === kind && line.name === word.name)?.status === 'refused';
      parts.push('', `### ${word.name}`, '', word.doc, '', '```kusto', word.example, '```', '');
      if (refused) parts.push('kqlet refuses it: see [support](support.md).');
      else parts.push(...(await resultLines(database, word.example)));
    }
  }
  return `${parts.join('\n')}\n`;
}

async function resultLines(database: Database, query: string): Promise<string[]> {
  try {
    const result = await database.query(query);
    const { columns } = result;
    return [
      `| ${columns.map(({ name, type }) => cell(`${name}: ${type}`)).join(' | ')} |`,
      `|${columns.map(() => '---').join('|')}|`,
      ...result
        .toRows()
        .map((row) => `| ${row.map((value) => cell(typeof value === 'string' ? value : JSON.stringify(value))).join(' | ')} |`),
    ];
  } catch (error) {
    if (error instanceof KqlError) return [error.message];
    throw error;
  }
}

/** The whole language, each word with what becomes of it. */
function supportDocument(lines: readonly SupportLine[]): string {
  const parts = [
    '# What kqlet can do',
    '',
    'Written by `npm run generate`, which asks the engine for every word of the language. Tier 1 is what detection rules commonly use, tier 2 the rest of the',
    'language, tier 3 what needs a cluster or a service outside. `kqlet support` prints the same.',
    '',
    '| | tier 1 | tier 2 | tier 3 |',
    '|---|---|---|---|',
  ];
  const kinds = [...new Set(lines.map(({ kind }) => kind))];
  for (const kind of kinds) parts.push(`| ${kind}s | ${([1, 2, 3] as const).map((tier) => share(lines, kind, tier)).join(' | ')} |`);
  parts.push('', '## Refused', '', '| | word | tier | why |', '|---|---|---|---|');
  for (const { kind, name, tier, status, reason } of lines)
    if (status === 'refused') parts.push(`| ${kind} | ${code(name)} | ${tier} | ${cell(reason)} |`);
  parts.push('', '## Different, or chosen where nothing is known', '');
  for (const [name, difference] of Object.entries(divergences)) parts.push(`- ${code(name)}: ${difference}`);
  parts.push('', '## Supported');
  for (const kind of kinds) {
    const names = lines.filter((line) => line.kind === kind && line.status !== 'refused').map(({ name }) => code(name));
    parts.push('', `### ${kind[0].toUpperCase()}${kind.slice(1)}s`, '', names.join(', '));
  }
  return `${parts.join('\n')}\n`;
}

function share(lines: readonly SupportLine[], kind: Kind, tier: 1 | 2 | 3): string {
  const all = lines.filter((line) => line.kind === kind && line.tier === tier);
  return all.length === 0 ? '' : `${all.filter(({ status }) => status !== 'refused').length} of ${all.length}`;
}

function code(text: string): string {
  const ticks = text.includes('`') ? '``' : '`';
  return `${ticks}${cell(text)}${ticks}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

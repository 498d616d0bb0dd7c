import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { positionAt } from '../errors.ts';
import type { AdviceFinding } from '../rules/advice/index.ts';
import { type OptionValues, UsageError } from './arguments.ts';
import type { CheckedFile } from './check.ts';
import type { checkOptions } from './options.ts';

type Values = OptionValues<typeof checkOptions>;

/**
 * What is known of advice and warnings already, by their prints; undefined without --baseline. Errors are not among it: what cannot run
 * cannot run.
 */
export function readBaseline({ baseline }: Values): ReadonlyMap<string, number> | undefined {
  if (baseline === undefined) return undefined;
  let text: string;
  try {
    text = readFileSync(baseline, 'utf8');
  } catch {
    throw new UsageError(`there is no file ${baseline}`, 'write it with --update-baseline');
  }
  try {
    const { findings } = JSON.parse(text) as { findings: readonly { readonly print: string }[] };
    return countsOf(findings.map(({ print }) => String(print)));
  } catch {
    throw new UsageError(`${baseline} is no baseline`, 'write it anew with --update-baseline');
  }
}

function countsOf(prints: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const print of prints) counts.set(print, (counts.get(print) ?? 0) + 1);
  return counts;
}

/** Writes what has been found, sorted, so that two versions of the file can be compared. */
export function writeBaseline({ baseline }: Values, checked: readonly CheckedFile[]): void {
  if (baseline === undefined) throw new UsageError('--update-baseline needs the file: --baseline FILE');
  const findings = checked.flatMap((each) => [
    ...each.advice.map((finding) => ({ file: fileOf(each), id: finding.id, print: printOfAdvice(each, finding) })),
    ...each.warnings.map((warning) => ({ file: fileOf(each), id: 'warning', print: printOfWarning(each, warning) })),
  ]);
  const key = ({ file, id, print }: (typeof findings)[number]): string => `${file}\0${id}\0${print}`;
  findings.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  writeFileSync(baseline, `${JSON.stringify({ version: 1, findings }, null, 2)}\n`);
}

/** The findings without those that are known: as many of one print as there were. */
export function unknownTo(known: ReadonlyMap<string, number> | undefined, checked: readonly CheckedFile[]): readonly CheckedFile[] {
  if (known === undefined) return checked;
  const left = new Map(known);
  const isNew = (print: string): boolean => {
    const count = left.get(print) ?? 0;
    if (count > 0) left.set(print, count - 1);
    return count === 0;
  };
  return checked.map((each) => ({
    ...each,
    advice: each.advice.filter((finding) => isNew(printOfAdvice(each, finding))),
    warnings: each.warnings.filter((warning) => isNew(printOfWarning(each, warning))),
  }));
}

/** What a finding is told by when lines have moved: the rule, the advice, and the text of the line without its blanks. */
export function printOfAdvice(file: CheckedFile, { id, span }: AdviceFinding): string {
  const { source } = file;
  const { column } = positionAt(source, span.start);
  const start = span.start - column + 1;
  const line = /[^\r\n]*/.exec(source.slice(start, start + 10_000))?.[0] ?? '';
  return printOf(fileOf(file), id, line.replace(/\s+/g, ''));
}

function printOfWarning(file: CheckedFile, warning: string): string {
  return printOf(fileOf(file), 'warning', warning.replace(/^line \d+: /, ''));
}

function fileOf({ file, rule }: CheckedFile): string {
  return (rule ?? file).split('\\').join('/');
}

function printOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 20);
}

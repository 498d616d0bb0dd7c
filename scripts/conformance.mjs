#!/usr/bin/env node
// Runs cases that carry the real engine's answer and counts: passed, failed by reason, unsupported.
//
//   npm run conformance [-- files…] [--failures] [--filter text] [--expect-errors]
//
// A case is {id, query, columns, rows, ordered, …}, compared by the case files' own compare.mjs, which lies beside them. A case without
// columns is one that the engine refuses. Without arguments the files of ../shared/conformance are taken where they are there.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const args = process.argv.slice(2);
const flag = (name) => args.includes(name);
const option = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const filter = option('--filter');
const defaults = ['emulator-dev.json', 'fuzz-dev.json', 'fuzz-rejected-dev.json'].map((file) =>
  path.resolve('../shared/conformance', file),
);
const given = args.filter((arg, i) => !arg.startsWith('--') && args[i - 1] !== '--filter');
const files = given.length > 0 ? given : defaults.filter((file) => existsSync(file));
if (files.length === 0) {
  console.error('no case files: name one, for example npm run conformance -- cases.json');
  process.exit(2);
}
const { Database, KqlError } = await import(pathToFileURL(path.resolve(process.env.KQLET_DIST ?? 'dist/node.js')).href);

let wrong = 0;
for (const file of files) {
  const { compareResult } = await import(pathToFileURL(path.join(path.dirname(path.resolve(file)), 'compare.mjs')).href);
  const cases = JSON.parse(readFileSync(file, 'utf8')).filter(
    (entry) => filter === undefined || entry.id.includes(filter) || entry.query.includes(filter),
  );
  const counts = { passed: 0, unsupported: 0, failed: 0 };
  const reasons = new Map();
  const missing = new Map();
  for (const entry of cases) {
    const verdict = await judge(entry, compareResult);
    counts[verdict.outcome]++;
    if (verdict.outcome === 'unsupported') missing.set(verdict.reason, (missing.get(verdict.reason) ?? 0) + 1);
    if (verdict.outcome !== 'failed') continue;
    const list = reasons.get(verdict.kind) ?? [];
    list.push({ entry, reason: verdict.reason });
    reasons.set(verdict.kind, list);
  }
  wrong += counts.failed;
  console.log(
    `${path.basename(file)}: ${cases.length} cases, ${counts.passed} passed, ${counts.failed} failed, ${counts.unsupported} unsupported`,
  );
  for (const [kind, list] of [...reasons].sort((a, b) => b[1].length - a[1].length)) {
    console.log(`  ${kind}: ${list.length}`);
    if (!flag('--failures')) continue;
    for (const { entry, reason } of list)
      console.log(`    ${entry.id}: ${reason}\n      ${entry.query.replace(/\s+/g, ' ').slice(0, 400)}`);
  }
  if (missing.size > 0) {
    console.log('  unsupported:');
    for (const [reason, count] of [...missing].sort((a, b) => b[1] - a[1])) console.log(`    ${count} ${reason}`);
  }
}
process.exitCode = wrong > 0 ? 1 : 0;

async function judge(entry, compareResult) {
  const refused = entry.columns === undefined;
  try {
    const result = await new Database({ schemas: false }).query(entry.query, entry.now ? { now: entry.now } : {});
    if (refused) return { outcome: 'failed', kind: 'answered what the engine refuses', reason: entry.class ?? '' };
    const compared = compareResult(entry, { columns: result.columns, rows: result.toRows() });
    return compared.ok ? { outcome: 'passed' } : { outcome: 'failed', kind: 'wrong answer', reason: compared.reason };
  } catch (error) {
    if (!(error instanceof KqlError)) return { outcome: 'failed', kind: 'crash', reason: error.stack ?? String(error) };
    if (refused) return error.kind === 'unsupported' ? { outcome: 'unsupported', reason: error.message } : { outcome: 'passed' };
    if (error.kind === 'unsupported') return { outcome: 'unsupported', reason: error.message };
    return { outcome: 'failed', kind: `${error.kind} error`, reason: error.message };
  }
}

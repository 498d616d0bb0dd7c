import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const source = path.resolve(import.meta.dirname, '../src');

/** A room imports only from rooms of an earlier line; rooms of one line do not see each other. Files beside the rooms stand for themselves. */
const layers: readonly (readonly string[])[] = [
  ['errors.ts'],
  ['data'],
  ['syntax', 'functions', 'readers', 'writers', 'schemas', 'providers'],
  ['plan'],
  ['binder', 'engine'],
  ['plugins'],
  ['operators'],
  ['query.ts', 'parameters.ts', 'result.ts', 'tables.ts', 'host.ts', 'database.ts', 'index.ts'],
  ['rules'],
  ['node.ts', 'support'],
  ['cli'],
];

/** Where a line has several files that build on each other, their own order counts. */
const level = new Map(
  layers.flatMap((rooms, line) => rooms.map((room, place) => [room, room.endsWith('.ts') ? line + place / 10 : line] as const)),
);

/** Rooms beside the pipeline see data and errors only. */
const aside = new Set(['readers', 'writers', 'schemas', 'providers']);

function imports(file: string): string[] {
  const text = readFileSync(path.join(source, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, target]) =>
    path.relative(source, path.resolve(path.dirname(path.join(source, file)), target)),
  );
}

const room = (file: string): string => (file.includes(path.sep) ? file.split(path.sep)[0] : file);

it('imports point one way', () => {
  const wrong: string[] = [];
  for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))) {
    for (const target of imports(file)) {
      const [from, to] = [room(file), room(target)];
      if (from === to) continue;
      if (!level.has(from) || !level.has(to)) wrong.push(`${file} → ${target}: no such room`);
      else if ((level.get(to) as number) >= (level.get(from) as number) || (aside.has(from) && to !== 'data' && to !== 'errors.ts'))
        wrong.push(`${file} → ${target}`);
    }
  }
  expect(wrong).toEqual([]);
});

it('nothing that the browser gets touches Node', () => {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    expect(readFileSync(path.join(source, file), 'utf8'), file).not.toMatch(/from 'node:|import\('node:|\bprocess\.|\bBuffer\b/);
    for (const target of imports(file)) visit(target);
  };
  visit('index.ts');
});

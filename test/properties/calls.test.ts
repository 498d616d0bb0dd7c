import fc from 'fast-check';
import { expect, it } from 'vitest';
import { functions } from '../../src/functions/index.ts';
import { Database, KqlError } from '../../src/index.ts';

await functions.fetchAll();

const values = [
  ...['1', '-1', '0', '9223372036854775807', 'long(null)', 'int(3)', '0.5', 'real(nan)', 'decimal(1.5)', 'true', 'bool(null)'],
  ...["''", "'abc'", "'['", "'10.0.0.1/8'", 'datetime(2024-05-01)', 'datetime(null)', '1h', 'time(null)', 'typeof(long)', '*'],
  ...[
    'guid(74be27de-1e4e-49d9-b579-fe0b331d3642)',
    'dynamic(null)',
    'dynamic([1, 2, 3])',
    'dynamic({"a": 1})',
    "dynamic('x')",
    'l',
    's',
    'd',
    't',
    'r',
  ],
];
const table =
  "datatable(l:long, s:string, d:dynamic, t:datetime, r:real)[1, 'a', dynamic([1]), datetime(2024-05-01), 0.5, long(null), '', dynamic(null), datetime(null), real(nan)]";
const names = functions.names().filter((name) => /^\w+$/.test(name));
const database = new Database({ now: '2024-05-01T00:00:00Z' });

it('a call of any function with any arguments has a result or is refused', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), fc.array(fc.constantFrom(...values), { maxLength: 5 }), async (name, args) => {
      const call = `${name}(${args.join(', ')})`;
      const query = functions.aggregates.has(name) ? `${table} | summarize ${call}` : `${table} | serialize x = ${call}`;
      const outcome = await database.query(query, { limits: { timeMs: 5000 } }).catch((error: unknown) => error);
      if (outcome instanceof Error && !(outcome instanceof KqlError)) throw new Error(`${query}: ${outcome.stack}`);
    }),
    { numRuns: 2000, examples: names.map((name): [string, string[]] => [name, []]) },
  );
  expect(names.length).toBeGreaterThan(400);
}, 120_000);

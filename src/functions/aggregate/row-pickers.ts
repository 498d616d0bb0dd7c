import { missingCell } from '../../data/builder.ts';
import { dynamicOfCell } from '../../data/dynamic.ts';
import type { ScalarType } from '../../data/types.ts';
import type { Cell } from '../../data/vector.ts';
import { fail } from '../../errors.ts';
import { type AggregateFunction, aggregate, type Output, renamed } from '../define.ts';
import { dynamicKey } from '../lib/dynamic-key.ts';
import { conditional } from './conditional.ts';
import { orderableError } from './extremes.ts';
import { folded } from './fold.ts';
import { RowPicker } from './row-picker.ts';
import { ExtremeRow, FirstRow, FirstValue } from './row-rules.ts';

/**
 * arg_max, arg_min and take_any: the values of one row of each group. Manual pages arg-max-aggregation-function,
 * take-any-aggregation-function.
 */
const argMax = argExtreme('arg_max', 1);
const argMin = argExtreme('arg_min', -1);

const takeAny = aggregate({
  signature: 'take_any(expression: scalar, ...more: scalar): #1',
  doc: 'The values of some row: of the first row, or for a single expression the first that is not missing.',
  star: 0,
  outputs: ({ types }, names) => types.map((type, i): Output => ({ name: names[i] ?? `any_arg${i}`, type })),
  create: ({ types }) => new RowPicker(types, types.length === 1 ? new FirstValue() : new FirstRow()),
});

const takeAnyIf = conditional(
  aggregate({
    signature: 'take_any(expression: scalar): #1',
    doc: 'The value of some row.',
    create: ({ types }) => new RowPicker(types, new FirstValue()),
  }),
  { signature: 'take_anyif(expression: scalar, predicate: bool): #1' },
);

export const rowPickerFunctions: readonly AggregateFunction[] = [
  argMax,
  argMin,
  takeAny,
  takeAnyIf,
  aggregate({
    signature: 'passthrough(expression: scalar): #1',
    doc: 'The value that all rows of the group have.',
    create: ({ types: [type] }) =>
      folded<Cell | undefined>({
        type,
        bytesPerRow: 0,
        init: () => undefined,
        add: (value, [cell]) => theSame(type, value, cell),
        merge: (value, other) => (other === undefined ? value : theSame(type, value, other)),
        result: (value) => value ?? missingCell(type),
      }),
  }),
  // old names, which prefix their columns
  { ...renamed(argMax, 'argmax', 'arg_max'), outputs: prefixed('max') },
  { ...renamed(argMin, 'argmin', 'arg_min'), outputs: prefixed('min') },
  {
    ...renamed(takeAny, 'any', 'take_any'),
    outputs: ({ types }, names) =>
      types.map((type, i): Output => ({ name: `any_${names[i] ?? (types.length === 1 ? '' : `arg${i}`)}`, type })),
  },
  {
    ...renamed(takeAnyIf, 'anyif', 'take_anyif'),
    prefix: 'anyif',
    outputs: ({ types: [type] }, names) => [{ name: `anyif_${names[0] ?? ''}`, type }],
  },
];

function argExtreme(name: 'arg_max' | 'arg_min', sign: 1 | -1): AggregateFunction {
  const word = name === 'arg_max' ? 'max' : 'min';
  return aggregate({
    signature: `${name}(expression: scalar, ...returned: scalar): #1`,
    doc: `The row with the ${word === 'max' ? 'greatest' : 'least'} value: that value and the returned expressions of the row. Of equal values the first row counts.`,
    star: 1,
    create: (site) => orderableError(name, site) ?? new RowPicker(site.types, new ExtremeRow(site.types[0], sign)),
    outputs: ({ types }, names) =>
      types.map((type, i): Output => ({ name: names[i] ?? (i === 0 ? `${word}_` : `${word}_${names[0] ?? ''}_arg${i}`), type })),
  });
}

/** Of different values nobody outside Kusto can say which one it would take. */
function theSame(type: ScalarType, value: Cell | undefined, cell: Cell): Cell {
  if (value !== undefined && dynamicKey(dynamicOfCell(type, value)) !== dynamicKey(dynamicOfCell(type, cell)))
    fail('unsupported', 'passthrough() of different values in one group is not supported: which of them it takes is not documented');
  return cell;
}

function prefixed(word: string): AggregateFunction['outputs'] {
  return ({ types }, names) =>
    types.map(
      (type, i): Output => ({ name: i === 0 ? `${word}_${names[0] ?? ''}` : `${word}_${names[0] ?? ''}_${names[i] ?? `arg${i}`}`, type }),
    );
}

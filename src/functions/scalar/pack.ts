import { textOfDynamic } from '../../data/convert.ts';
import { type Dynamic, dynamicOfCell } from '../../data/dynamic.ts';
import type { Cell } from '../../data/vector.ts';
import { type CallError, type CallSite, renamed, type ScalarFunction, scalar } from '../define.ts';

const bagPack = scalar({
  signature: 'bag_pack(...pairs: scalar): dynamic',
  doc: 'A bag of keys and values, given in turn; values keep their types, nulls too.',
  examples: [["bag_pack('Level', 'Information', 'ProcessID', 1234)", { Level: 'Information', ProcessID: 1234 }]],
  nulls: 'handled',
  exact: true,
  prepare: (site) => packer(site, () => true),
});

/** Making bags and arrays out of values. Manual pages pack-function, pack-all-function, pack-array-function. */
export const packFunctions: readonly ScalarFunction[] = [
  bagPack,
  renamed(bagPack, 'pack', 'bag_pack'),
  renamed(bagPack, 'pack_dictionary', 'bag_pack'),
  scalar({
    signature: 'pack non-empty(...pairs: scalar): dynamic',
    doc: 'What pack_all(true) calls: bag_pack() without the nulls and the empty strings.',
    nulls: 'handled',
    exact: true,
    prepare: (site) => packer(site, (value) => value !== null && value !== ''),
  }),
  scalar({
    signature: 'pack_all(ignoreNullEmpty?: bool): dynamic',
    doc: 'A bag of all columns of the row, on demand without those that are null or empty.',
    constant: ['ignoreNullEmpty'],
  }),
  scalar({ signature: 'bag_pack_columns(...columns: scalar): dynamic', doc: 'A bag of these columns under their names.' }),
  scalar({
    signature: 'pack_array(value: scalar, ...values: scalar): dynamic',
    doc: 'An array of values, which keep their types; `*` stands for all columns of the row.',
    examples: [['pack_array(1, 2s, "x")', [1, '00:00:02', 'x']]],
    nulls: 'handled',
    exact: true,
    prepare:
      ({ types }) =>
      (...values) =>
        values.map((value, i) => dynamicOfCell(types[i], value)),
  }),
];

/** Pairs up the arguments of a call; `keep` says which values stay. */
function packer({ types }: CallSite, keep: (value: Dynamic) => boolean): ((...pairs: Cell[]) => Dynamic) | CallError {
  if (types.length === 0 || types.length % 2 !== 0) return { error: 'bag_pack() takes pairs of a key and a value' };
  const wrong = types.findIndex((type, i) => i % 2 === 0 && type !== 'string' && type !== 'dynamic');
  if (wrong >= 0) return { error: `bag_pack() takes a string as a key, not ${types[wrong]}`, argument: wrong };
  return (...pairs) => {
    const bag = new Map<string, Dynamic>();
    for (let i = 0; i < pairs.length; i += 2) {
      const value = dynamicOfCell(types[i + 1], pairs[i + 1]);
      if (keep(value)) bag.set(textOfDynamic(pairs[i] as Dynamic), value);
    }
    return bag;
  };
}

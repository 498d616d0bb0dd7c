import { type ScalarFunction, scalar } from '../define.ts';

/** Values that chance decides, anew in every row; a query's seed fixes them. Manual pages rand-function, new-guid-function. */
export const randomFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'rand(): real',
    doc: 'A random number, at least 0 and below 1.',
    naming: 'argument',
    volatile: true,
    prepare: (_, random) => random,
  }),
  scalar({
    signature: 'rand(number: long): real',
    doc: 'A random whole number, at least 0 and below `number`; null where there is none.',
    naming: 'argument',
    volatile: true,
    saturate: true,
    prepare: (_, random) => (number) => (number > 0 ? Math.floor(random() * number) : null),
  }),
  scalar({
    signature: 'new_guid(): guid',
    doc: 'A random guid, of version 4.',
    volatile: true,
    prepare: (_, random) => () => randomGuid(random),
  }),
];

function randomGuid(random: () => number): string {
  const digits = (count: number): string => Array.from({ length: count }, () => Math.floor(random() * 16).toString(16)).join('');
  const variant = Math.floor(8 + random() * 4).toString(16);
  return `${digits(8)}-${digits(4)}-4${digits(3)}-${variant}${digits(3)}-${digits(12)}`;
}

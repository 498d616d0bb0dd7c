import { type Dynamic, numberIn } from '../../data/dynamic.ts';
import { type ScalarFunction, scalar } from '../define.ts';

const units = ['Bytes', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'];
const maxPrecision = 15;

/** format_bytes(): a number of bytes in the largest unit of which there is at least one. Manual page format-bytes-function. */
export const formatBytesFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'format_bytes(size: number, precision?: number, units?: string): string',
    doc: 'A number of bytes as text, rounded to a number of digits behind the point (0), in Bytes, KB, MB, GB, TB, PB or EB of 1024 each, or in the largest of them of which there is at least one.',
    examples: [
      ['format_bytes(564)', '564 Bytes'],
      ['format_bytes(10332, 1)', '10.1 KB'],
      ['format_bytes(20010332, 2)', '19.08 MB'],
      ["format_bytes(20010332, 0, 'KB')", '19541 KB'],
    ],
    naming: 'argument',
    constant: ['precision', 'units'],
    exact: true,
    prepare: ({ constants: [, precision = 0, unit = ''] }) => {
      const digits = numberIn(precision as Dynamic) ?? 0;
      if (!Number.isInteger(digits) || digits < 0 || digits > maxPrecision) {
        return { error: `format_bytes() supports precisions from 0 to ${maxPrecision}`, argument: 1, unsupported: true };
      }
      const wanted = units.indexOf(unit as string);
      if (unit !== '' && wanted < 0) return { error: `format_bytes() knows the units ${units.join(', ')}`, argument: 2, unsupported: true };
      return (size) => formatBytes(Number(size), digits, wanted);
    },
  }),
];

function formatBytes(size: number, digits: number, wanted: number): string | null {
  if (!Number.isFinite(size)) return null;
  let unit = wanted;
  if (unit < 0) for (unit = 0; unit < units.length - 1 && Math.abs(size) >= 1024 ** (unit + 1); unit++);
  const scale = 10 ** digits;
  const value = Math.abs(size) / 1024 ** unit;
  const rounded = Math.round(value * scale) / scale;
  return `${size < 0 && rounded !== 0 ? '-' : ''}${rounded} ${units[unit]}`;
}

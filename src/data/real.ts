/**
 * `tostring` of a real: the shortest digits that read back as the same number, always with a fraction unless there is an exponent (`1.0`,
 * `-0.0`, `1e+21`); the infinities are `inf` and `-inf`. The engine's own digits differ in the last place for some sums (it prints 0.1 + 0.2
 * as 0.30000000000000007, which reads back as the same number); these are the closest ones.
 */
export function formatReal(value: number): string {
  if (Number.isInteger(value)) {
    if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
    const digits = String(value);
    return Math.abs(value) < 1e21 ? `${digits}.0` : digits;
  }
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'inf' : '-inf';
}

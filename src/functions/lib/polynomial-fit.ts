/**
 * The coefficients, highest power first, of the polynomial of a degree that fits the points (x, y) best; undefined when the points do not
 * decide it. The powers of x are made orthogonal first (Householder), because the normal equations would lose half of the digits.
 */
export function fitPolynomial(x: readonly number[], y: readonly number[], degree: number): number[] | undefined {
  const columns = degree + 1;
  const rows = x.length;
  if (rows < columns) return undefined;
  const matrix = Array.from({ length: columns }, (_, power) => Float64Array.from(x, (value) => value ** (degree - power)));
  const scales = matrix.map((column) => Math.max(...column.map(Math.abs)) || 1);
  matrix.forEach((column, j) => {
    for (let i = 0; i < rows; i++) column[i] /= scales[j];
  });
  const target = Float64Array.from(y);
  for (let j = 0; j < columns; j++) {
    const pivot = matrix[j];
    let norm = 0;
    for (let i = j; i < rows; i++) norm += pivot[i] ** 2;
    norm = pivot[j] > 0 ? -Math.sqrt(norm) : Math.sqrt(norm);
    if (!(Math.abs(norm) > 1e-13)) return undefined;
    const reflector = pivot.slice(j);
    reflector[0] -= norm;
    const length = reflector.reduce((sum, value) => sum + value ** 2, 0);
    for (const column of [...matrix.slice(j), target]) reflect(column, j, reflector, length);
  }
  const solution = new Array<number>(columns).fill(0);
  for (let j = columns - 1; j >= 0; j--) {
    let rest = target[j];
    for (let k = j + 1; k < columns; k++) rest -= matrix[k][j] * solution[k];
    solution[j] = rest / matrix[j][j];
  }
  return solution.map((value, j) => value / scales[j]);
}

/** Mirrors the part of a column from `from` on at the plane across a vector. */
function reflect(column: Float64Array, from: number, reflector: Float64Array, squaredLength: number): void {
  let product = 0;
  for (let i = 0; i < reflector.length; i++) product += reflector[i] * column[from + i];
  const factor = (2 * product) / squaredLength;
  for (let i = 0; i < reflector.length; i++) column[from + i] -= factor * reflector[i];
}

export function evaluatePolynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}

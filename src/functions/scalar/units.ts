import { type ScalarFunction, scalar } from '../define.ts';
import { angleSizes, energySizes, forceSizes, lengthSizes, massSizes, speedSizes, type UnitSizes, volumeSizes } from '../lib/unit-sizes.ts';

/** convert_<quantity>(): a value in one unit as a value in another; null for an unknown unit. Manual pages convert-length-function and its like. */
export const unitFunctions: readonly ScalarFunction[] = [
  quantity('angle', "convert_angle(1.2, 'Degree', 'Arcminute')", 72, scales(angleSizes), {
    Tilt: { toBase: (tilt) => (Math.asin(tilt) / Math.PI) * 180, fromBase: (degrees) => Math.sin((degrees / 180) * Math.PI) },
  }),
  quantity('energy', "convert_energy(1.2, 'Joule', 'Kilojoule')", 0.0012, scales(energySizes)),
  quantity('force', "convert_force(1.2, 'Newton', 'Decanewton')", 0.12, scales(forceSizes)),
  quantity('length', "convert_length(1.2, 'Meter', 'Foot')", 3.9370078740157477, scales(lengthSizes)),
  quantity('mass', "convert_mass(1.2, 'Kilogram', 'Gram')", 1200, scales(massSizes)),
  quantity('speed', "convert_speed(1.2, 'KilometerPerSecond', 'MeterPerSecond')", 1200, scales(speedSizes)),
  quantity('temperature', "convert_temperature(1.2, 'Kelvin', 'DegreeCelsius')", -271.95, temperatureScales()),
  quantity('volume', "convert_volume(1.2, 'CubicMeter', 'Liter')", 1200, scales(volumeSizes)),
];

/** How the values of a unit relate to those of the quantity's base unit. */
interface Scale {
  readonly toBase: (value: number) => number;
  readonly fromBase: (value: number) => number;
}

type Scales = Readonly<Record<string, Scale>>;

function quantity(name: string, expression: string, result: number, known: Scales, more: Scales = {}): ScalarFunction {
  const units = new Map(Object.entries({ ...known, ...more }));
  return scalar({
    signature: `convert_${name}(value: real, from: string, to: string): real` as 'convert(value: real, from: string, to: string): real',
    doc: `The ${name} in another unit; null for an unknown unit. Units: ${[...units.keys()].join(', ')}.`,
    examples: [[expression, result]],
    row: (value, from, to) => {
      const [source, target] = [units.get(from), units.get(to)];
      if (source === undefined || target === undefined) return null;
      return source === target ? value : target.fromBase(source.toBase(value));
    },
  });
}

function scales(sizes: UnitSizes): Scales {
  return Object.fromEntries(Object.entries(sizes).map(([unit, size]) => [unit, linear(size)]));
}

function linear(size: number, zero = 0): Scale {
  return { toBase: (value) => value * size + zero, fromBase: (value) => (value - zero) / size };
}

/** Degrees of different sizes, counted from different zeros; the base is the kelvin. */
function temperatureScales(): Scales {
  const freezing = 273.15;
  return {
    DegreeCelsius: linear(1, freezing),
    DegreeDelisle: linear(-2 / 3, 373.15),
    DegreeFahrenheit: linear(5 / 9, (459.67 * 5) / 9),
    DegreeNewton: linear(100 / 33, freezing),
    DegreeRankine: linear(5 / 9),
    DegreeReaumur: linear(5 / 4, freezing),
    DegreeRoemer: linear(40 / 21, freezing - (7.5 * 40) / 21),
    Kelvin: linear(1),
    MillidegreeCelsius: linear(1e-3, freezing),
    SolarTemperature: linear(5778),
  };
}

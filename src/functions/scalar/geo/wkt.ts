import { fail } from '../../../errors.ts';
import { type ScalarFunction, scalar } from '../../define.ts';
import { readWkt } from '../../lib/geo/wkt.ts';

/** Manual page geo-from-wkt-function. */
export const geoWktFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'geo_from_wkt(wkt: string|dynamic): dynamic',
    doc: 'A shape given as well-known text, as GeoJSON; null where the text is none.',
    row: (wkt) => {
      if (typeof wkt === 'string') return readWkt(wkt) ?? null;
      if (Array.isArray(wkt)) fail('unsupported', 'geo_from_wkt() of an array is not supported');
      return null;
    },
  }),
];

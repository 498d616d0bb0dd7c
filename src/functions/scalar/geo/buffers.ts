import { fail } from '../../../errors.ts';
import { type ScalarFunction, scalar } from '../../define.ts';
import { type BufferSize, bufferSize, linesBuffer, pointBuffer, polygonsBuffer } from '../../lib/geo/buffer.ts';
import { earthRadius, pointAt } from '../../lib/geo/earth.ts';
import { polygonShape, ringOf } from '../../lib/geo/geojson.ts';
import { polygonsOf } from '../../lib/geo/intersections.ts';
import type { Loop } from '../../lib/geo/loop.ts';
import { createLoopSet } from '../../lib/geo/loop.ts';
import { union } from '../../lib/geo/overlay.ts';
import { linesIn, type Polygons, polygonsIn } from '../../lib/geo/shapes.ts';

/**
 * All that is within a radius of a shape, as a polygon whose edges stay within a tolerance of the true arcs; both in meters. What is no valid shape
 * or radius gives null. Manual pages geo-point-buffer-function, geo-line-buffer-function, geo-polygon-buffer-function.
 */
export const geoBufferFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'geo_point_buffer(longitude: real, latitude: real, radius: real, tolerance?: real): dynamic',
    doc: 'A circle around a place as a polygon.',
    row: (longitude, latitude, radius, tolerance = 10) => {
      const point = pointAt(longitude, latitude);
      const size = point === null ? null : sizeOf(radius, tolerance, 'geo_point_buffer');
      return point === null || size === null ? null : polygonShape([ringOf(pointBuffer(point, size))]);
    },
  }),
  scalar({
    signature: 'geo_line_buffer(lineString: dynamic, radius: real, tolerance?: real): dynamic',
    doc: 'All that is within a radius of a line as a polygon.',
    row: (value, radius, tolerance = 10) => {
      const lines = linesIn(value);
      const size = lines === null ? null : sizeOf(radius, tolerance, 'geo_line_buffer');
      return lines === null || size === null ? null : found(linesBuffer(lines.chains, size), 'geo_line_buffer');
    },
  }),
  scalar({
    signature: 'geo_polygon_buffer(polygon: dynamic, radius: real, tolerance?: real): dynamic',
    doc: 'All that is within a radius of a polygon as a polygon.',
    row: (value, radius, tolerance = 10) => {
      const polygons = polygonsIn(value);
      const size = polygons === null ? null : sizeOf(radius, tolerance, 'geo_polygon_buffer');
      return polygons === null || size === null ? null : found(polygonsBuffer(joined(polygons), size), 'geo_polygon_buffer');
    },
  }),
];

/** The tolerance is at least this part of the radius. */
const leastShare = 1e-6;

/** A tolerance above the radius is lowered to below it: where exactly does not matter, three edges stand for a circle then. */
const greatestShare = 0.99;

function sizeOf(radius: number, tolerance: number, name: string): BufferSize | null {
  if (!(radius > 0) || !(tolerance > 0) || radius === Number.POSITIVE_INFINITY) return null;
  if (tolerance < leastShare * radius) fail('unsupported', `${name}() is not supported with so fine a tolerance`);
  const reach = radius / earthRadius;
  if (reach > Math.PI / 4)
    fail('unsupported', `${name}() is not supported with a radius of more than an eighth of the way around the Earth`);
  // Kusto keeps the tolerance as a part of the radius, in single precision
  return bufferSize(reach, Math.fround(Math.min(tolerance / radius, greatestShare)) * reach);
}

function found(loops: readonly Loop[] | undefined, name: string): ReturnType<typeof polygonsOf> {
  if (loops === undefined || loops.length === 0) fail('unsupported', `${name}() is not supported where its result goes around the Earth`);
  return polygonsOf(loops, name);
}

function joined({ parts }: Polygons): Polygons['parts'] {
  if (parts.length === 1) return parts;
  const loops = union(parts);
  return loops === undefined ? parts : [createLoopSet(loops)];
}

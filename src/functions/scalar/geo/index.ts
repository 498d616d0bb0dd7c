import type { ScalarFunction } from '../../define.ts';
import { geoBufferFunctions } from './buffers.ts';
import { geoCellFunctions } from './cells.ts';
import { geoCoveringFunctions } from './coverings.ts';
import { geoDensifyFunctions } from './densify.ts';
import { geoH3Functions } from './h3.ts';
import { geoLineFunctions } from './lines.ts';
import { geoOverlayFunctions } from './overlays.ts';
import { geoPointFunctions } from './points.ts';
import { geoPolygonFunctions } from './polygons.ts';
import { geoSimplifyFunctions } from './simplify.ts';
import { geoWktFunctions } from './wkt.ts';

/** The functions of places, lines and polygons on Earth. */
export const geoFunctions: readonly ScalarFunction[] = [
  ...geoPointFunctions,
  ...geoCellFunctions,
  ...geoH3Functions,
  ...geoLineFunctions,
  ...geoPolygonFunctions,
  ...geoCoveringFunctions,
  ...geoDensifyFunctions,
  ...geoOverlayFunctions,
  ...geoBufferFunctions,
  ...geoSimplifyFunctions,
  ...geoWktFunctions,
];

import type { Bag, Dynamic } from '../../../data/dynamic.ts';
import { coordinates, isPosition } from './earth.ts';
import { shape } from './geojson.ts';

/** Well-known text as a GeoJSON shape; undefined where it is none, or more than places on Earth: empty shapes, heights, measures. */
export function readWkt(text: string): Bag | undefined {
  const reader = new Reader(text);
  const found = reader.shape(0);
  return found !== undefined && reader.isAtEnd() ? found : undefined;
}

/** How deep lists nest in the coordinates of a type. */
const types: Readonly<Record<string, readonly [name: string, depth: number]>> = {
  POINT: ['Point', 0],
  LINESTRING: ['LineString', 1],
  MULTIPOINT: ['MultiPoint', 1],
  POLYGON: ['Polygon', 2],
  MULTILINESTRING: ['MultiLineString', 2],
  MULTIPOLYGON: ['MultiPolygon', 3],
};

const deepest = 32;

class Reader {
  private readonly tokens: readonly string[];
  private position = 0;

  constructor(text: string) {
    this.tokens = text.match(/[A-Za-z]+|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[(),]|[^\s]/g) ?? [];
  }

  isAtEnd(): boolean {
    return this.position === this.tokens.length;
  }

  shape(depth: number): Bag | undefined {
    const type = this.next()?.toUpperCase();
    if (type === undefined || depth > deepest) return undefined;
    if (type === 'GEOMETRYCOLLECTION') {
      const geometries = this.list(() => this.shape(depth + 1));
      return (
        geometries &&
        new Map<string, Dynamic>([
          ['type', 'GeometryCollection'],
          ['geometries', geometries],
        ])
      );
    }
    if (!Object.hasOwn(types, type)) return undefined;
    const [name, nesting] = types[type];
    const value = type === 'POINT' ? this.enclosedPlace() : this.nested(nesting, type === 'MULTIPOINT');
    return value === undefined ? undefined : shape(name, value);
  }

  private nested(depth: number, mayEnclose: boolean): Dynamic | undefined {
    if (depth > 1) return this.list(() => this.nested(depth - 1, false));
    return this.list(() => (mayEnclose && this.tokens[this.position] === '(' ? this.enclosedPlace() : this.place()));
  }

  private list<Item extends Dynamic>(item: () => Item | undefined): Item[] | undefined {
    if (this.next() !== '(') return undefined;
    const items: Item[] = [];
    for (;;) {
      const found = item();
      if (found === undefined) return undefined;
      items.push(found);
      const separator = this.next();
      if (separator === ')') return items;
      if (separator !== ',') return undefined;
    }
  }

  private enclosedPlace(): Dynamic | undefined {
    if (this.next() !== '(') return undefined;
    const place = this.place();
    return this.next() === ')' ? place : undefined;
  }

  private place(): Dynamic | undefined {
    const [longitude, latitude] = [Number(this.next() ?? Number.NaN), Number(this.next() ?? Number.NaN)];
    return isPosition(longitude, latitude) ? coordinates([longitude, latitude]) : undefined;
  }

  private next(): string | undefined {
    return this.tokens[this.position++];
  }
}

import { describe, expect, test } from 'vitest';
import { isBag, kindOf, propertyOf, sameDynamic } from '../../src/data/dynamic.ts';
import { dynamicToJson, stringifyDynamic } from '../../src/data/json.ts';
import { propertyReader, ShapedBag } from '../../src/data/shaped-bag.ts';

const names = ['b', '__proto__', '1'];
const bag = new ShapedBag(names, ['x', null, [1]]);
const map = new Map<string, string | null | number[]>([
  ['b', 'x'],
  ['__proto__', null],
  ['1', [1]],
]);

describe('a bag of a shape', () => {
  test('reads like a Map', () => {
    expect([...bag]).toEqual([...map]);
    expect([...bag.keys(), ...bag.values(), ...bag.entries()]).toEqual([...map.keys(), ...map.values(), ...map.entries()]);
    for (const name of [...names, 'c', 'constructor', '']) {
      expect(bag.get(name)).toEqual(map.get(name));
      expect(bag.has(name)).toBe(map.has(name));
      expect(propertyReader(name)(bag)).toEqual(map.get(name) ?? null);
    }
    const visited: unknown[] = [];
    bag.forEach((item, name) => {
      visited.push([name, item]);
    });
    expect(visited).toEqual([...map]);
    expect([bag.size, new Map(bag)]).toEqual([map.size, map]);
  });

  test('is a bag to everyone', () => {
    expect([isBag(bag), kindOf(bag), propertyOf(bag, 'b')]).toEqual([true, 'dictionary', 'x']);
    expect(stringifyDynamic(bag)).toBe(stringifyDynamic(map));
    expect(JSON.stringify(dynamicToJson(bag))).toBe(JSON.stringify(dynamicToJson(map)));
    expect([sameDynamic(bag, map), sameDynamic(map, bag), sameDynamic(bag, new Map())]).toEqual([true, true, false]);
  });

  test('a reader of one property goes from shape to shape', () => {
    const read = propertyReader('b');
    const others = [bag, new ShapedBag(['a'], ['y']), new ShapedBag(['a', 'b'], ['y', 'z']), map, bag];
    expect(others.map(read)).toEqual(['x', null, 'z', 'x', 'x']);
  });
});

import { elementOf, propertyOf } from '../../data/dynamic.ts';
import { type ScalarFunction, scalar } from '../define.ts';

/** `d.name`, `d['name']`, `d[0]`: null where there is nothing, never an error. A negative index counts from the end. */
export const dynamicAccessFunctions: readonly ScalarFunction[] = [
  scalar({ signature: 'property(bag: dynamic, name: string): dynamic', doc: 'The property of a bag.', row: propertyOf }),
  scalar({ signature: 'element(array: dynamic, index: long): dynamic', doc: 'The element of an array.', saturate: true, row: elementOf }),
  scalar({ signature: 'element(bag: dynamic, name: string): dynamic', doc: 'The property of a bag.', row: propertyOf }),
  scalar({
    signature: 'element(value: dynamic, key: dynamic): dynamic',
    doc: 'The element or property that a dynamic key names.',
    row: (value, key) => (typeof key === 'number' ? elementOf(value, key) : typeof key === 'string' ? propertyOf(value, key) : null),
  }),
];

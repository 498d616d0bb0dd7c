import type { Dynamic } from './dynamic.ts';

/**
 * A bag whose names are a list that many bags share: parsed records are mostly alike. It takes a third of a Map's time and memory, and who reads one
 * property of many such bags finds its place once. The names are distinct, and there are few of them.
 */
export class ShapedBag implements ReadonlyMap<string, Dynamic> {
  readonly names: readonly string[];
  readonly items: readonly Dynamic[];
  /** Whether all items are known to be texts: to look at each would take longer than all else. */
  readonly isTexts: boolean;

  /** As many items as names. */
  constructor(names: readonly string[], items: readonly Dynamic[], isTexts = false) {
    this.names = names;
    this.items = items;
    this.isTexts = isTexts;
  }

  static ofTexts(names: readonly string[], texts: readonly string[]): ShapedBag {
    return new ShapedBag(names, texts, true);
  }

  get size(): number {
    return this.names.length;
  }

  get(name: string): Dynamic | undefined {
    return this.items[this.names.indexOf(name)];
  }

  has(name: string): boolean {
    return this.names.includes(name);
  }

  forEach(visit: (item: Dynamic, name: string, bag: ReadonlyMap<string, Dynamic>) => void): void {
    for (let i = 0; i < this.names.length; i++) visit(this.items[i], this.names[i], this);
  }

  keys(): MapIterator<string> {
    return this.names.values();
  }

  values(): MapIterator<Dynamic> {
    return this.items.values();
  }

  entries(): MapIterator<[string, Dynamic]> {
    const { names, items } = this;
    return names.map((name, i): [string, Dynamic] => [name, items[i]]).values();
  }

  [Symbol.iterator](): MapIterator<[string, Dynamic]> {
    return this.entries();
  }
}

/** Reads a property of one bag after the other; null where there is none. */
export function propertyReader(name: string): (bag: ReadonlyMap<string, Dynamic>) => Dynamic {
  let names: readonly string[] | undefined;
  let place = -1;
  return (bag) => {
    if (!(bag instanceof ShapedBag)) return bag.get(name) ?? null;
    if (bag.names !== names) {
      names = bag.names;
      place = names.indexOf(name);
    }
    return place < 0 ? null : bag.items[place];
  };
}

/** Values further back in a document than this, or longer, are not remembered. */
const rememberedValues = 256;
const rememberedLength = 64;
/**
 * What the last document held, place by place: the next one mostly has the same names, and many of the same values, which need not be made again.
 * Columns of a hundred thousand events are parsed and unpacked in half the time.
 */
export class XmlMemory {
  readonly attributes: string[] = [];
  readonly texts: string[] = [];
  private readonly shapes: (readonly string[])[] = [];
  /** The attributes of the elements that are being read, one element's behind the other's. */
  readonly names: string[] = [];
  readonly values: string[] = [];

  /** The names from a place on, in a list that all bags of these names share. */
  shape(start: number, end: number): readonly string[] {
    const { names, shapes } = this;
    for (const shape of shapes) {
      if (shape.length !== end - start) continue;
      let i = 0;
      while (i < shape.length && shape[i] === names[start + i]) i++;
      if (i === shape.length) return shape;
    }
    const shape = names.slice(start, end);
    if (shapes.length < 16) shapes.push(shape);
    return shape;
  }
}

/** Takes down what a place held if it can be told by its first characters: it stands there as it is, and no quote ends it early. */
export function remember(values: string[], place: number, value: string, raw: string): void {
  if (place < rememberedValues) values[place] = value === raw && value.length <= rememberedLength && !quotes.test(value) ? value : unlikely;
}

const quotes = /["']/;
/** No document holds this. */
const unlikely = '\0';

import type { ByteReader, ByteWriter } from './byte-buffer.ts';
import { type DecimalValue, formatDecimal, parseDecimal } from './decimal.ts';
import { Datetime, type Dynamic, Guid, isArray, isBag, Real, Timespan } from './dynamic.ts';

const kinds = {
  null: 0,
  false: 1,
  true: 2,
  number: 3,
  bigint: 4,
  string: 5,
  real: 6,
  datetime: 7,
  timespan: 8,
  guid: 9,
  decimal: 10,
  array: 11,
  bag: 12,
} as const;

/** Writes a dynamic value so that readDynamic gives the same again, its kinds of number and the order of its keys included. */
export function writeDynamic(writer: ByteWriter, value: Dynamic): void {
  if (value === null) {
    writer.byte(kinds.null);
    return;
  }
  switch (typeof value) {
    case 'boolean':
      writer.byte(value ? kinds.true : kinds.false);
      return;
    case 'number':
      writer.byte(kinds.number);
      writer.double(value);
      return;
    case 'bigint':
      writer.byte(kinds.bigint);
      writer.wide(value);
      return;
    case 'string':
      writer.byte(kinds.string);
      writer.text(value);
      return;
  }
  if (isArray(value)) {
    writer.byte(kinds.array);
    writer.count(value.length);
    for (const item of value) writeDynamic(writer, item);
  } else if (isBag(value)) {
    writer.byte(kinds.bag);
    writer.count(value.size);
    for (const [key, item] of value) {
      writer.text(key);
      writeDynamic(writer, item);
    }
  } else if (value instanceof Real) {
    writer.byte(kinds.real);
    writer.double(value.value);
  } else if (value instanceof Datetime || value instanceof Timespan) {
    writer.byte(value instanceof Datetime ? kinds.datetime : kinds.timespan);
    writer.wide(value.ticks);
  } else if (value instanceof Guid) {
    writer.byte(kinds.guid);
    writer.text(value.text);
  } else {
    writer.byte(kinds.decimal);
    writer.text(formatDecimal(value as DecimalValue));
  }
}

export function readDynamic(reader: ByteReader): Dynamic {
  const kind = reader.byte();
  switch (kind) {
    case kinds.null:
      return null;
    case kinds.false:
    case kinds.true:
      return kind === kinds.true;
    case kinds.number:
      return reader.double();
    case kinds.bigint:
      return reader.wide();
    case kinds.string:
      return reader.text();
    case kinds.real:
      return new Real(reader.double());
    case kinds.datetime:
      return new Datetime(reader.wide());
    case kinds.timespan:
      return new Timespan(reader.wide());
    case kinds.guid:
      return new Guid(reader.text());
    case kinds.decimal:
      return parseDecimal(reader.text());
    case kinds.array:
      return Array.from({ length: reader.count() }, () => readDynamic(reader));
    case kinds.bag: {
      const bag = new Map<string, Dynamic>();
      for (let left = reader.count(); left > 0; left--) bag.set(reader.text(), readDynamic(reader));
      return bag;
    }
    default:
      throw new Error(`no dynamic value begins with ${kind}`);
  }
}

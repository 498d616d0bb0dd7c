import { nearestName, type Span } from '../../errors.ts';
import type { Located, LocatedEntry } from './located.ts';

/** What is wrong with a value, and where. */
export interface ShapeFinding {
  readonly message: string;
  readonly span: Span | undefined;
  readonly hint?: string;
}

/** The form of a value: it reads what has the form, reports what has not, and describes itself as JSON schema. */
export interface Shape<Value> {
  /** In words, for messages: `a text`. */
  readonly called: string;
  readonly schema: JsonSchema;
  /** Undefined where the value has not the form, which is reported. */
  read(located: Located, report: (finding: ShapeFinding) => void): Value | undefined;
}

export type JsonSchema = Readonly<Record<string, unknown>>;

/** A value with its place. */
export interface Placed<Value> {
  readonly value: Value;
  readonly span: Span | undefined;
}

type Read<S> = S extends Shape<infer Value> ? Value : never;

/** What an object of fields is read as: a field that is not there is undefined. */
export type Fields<Shapes extends Readonly<Record<string, Shape<unknown>>>> = {
  readonly [Name in keyof Shapes]: Read<Shapes[Name]> | undefined;
} & { readonly span: Span | undefined };

export const text: Shape<Placed<string>> = leaf('a text', { type: 'string' }, (value) => (typeof value === 'string' ? value : undefined));

export const flag: Shape<Placed<boolean>> = leaf('true or false', { type: 'boolean' }, (value) =>
  typeof value === 'boolean' ? value : undefined,
);

export const count: Shape<Placed<number>> = leaf('a whole number', { type: 'integer', minimum: 0 }, (value) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined,
);

export const amount: Shape<Placed<number>> = leaf('a number', { type: 'number', minimum: 0 }, (value) =>
  typeof value === 'number' && value >= 0 ? value : undefined,
);

/** A text, or a number that is read as it was written: `9.10`. */
export const label: Shape<Placed<string>> = leaf('a text or a number', { type: ['string', 'number'] }, (value, written) => {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? (written ?? String(value)) : undefined;
});

/** A text with a meaning; `schema` may say more of its form. */
export function textOf<Value>(called: string, parse: (text: string) => Value | undefined, schema: JsonSchema = {}): Shape<Placed<Value>> {
  return leaf(called, { type: 'string', ...schema }, (value) => (typeof value === 'string' ? parse(value) : undefined));
}

export function oneOf<Word extends string>(...words: readonly Word[]): Shape<Placed<Word>> {
  return leaf(words.join(', '), { enum: words }, (value) => words.find((word) => word === value));
}

/** Anything, with its places. */
export const anything: Shape<Located> = { called: 'a value', schema: {}, read: (located) => located };

/** A map with any keys. */
export function mapOf<Value>(shape: Shape<Value>): Shape<ReadonlyMap<string, Value>> {
  const called = 'a map';
  return {
    called,
    schema: { type: 'object', additionalProperties: shape.schema },
    read(located, report) {
      if (located.kind !== 'map') return misfit(called, located, report);
      const values = new Map<string, Value>();
      for (const [key, { value }] of located.entries) {
        const read = shape.read(value, report);
        if (read !== undefined) values.set(key, read);
      }
      return values;
    },
  };
}

export function listOf<Value>(shape: Shape<Value>): Shape<readonly Value[]> {
  const called = 'a list';
  return {
    called,
    schema: { type: 'array', items: shape.schema },
    read(located, report) {
      if (located.kind !== 'list') return misfit(called, located, report);
      return located.items.flatMap((item) => shape.read(item, report) ?? []);
    },
  };
}

/** A map whose keys are known; `described` says what each is for, `required` which must be there. */
export function objectOf<Shapes extends Readonly<Record<string, Shape<unknown>>>>(
  called: string,
  shapes: Shapes,
  described: { readonly [Name in keyof Shapes]?: string } = {},
  required: readonly (keyof Shapes & string)[] = [],
): Shape<Fields<Shapes>> {
  const names = Object.keys(shapes);
  const properties = Object.fromEntries(
    names.map((name) => [
      name,
      described[name] === undefined ? shapes[name].schema : { description: described[name], ...shapes[name].schema },
    ]),
  );
  return {
    called,
    schema: { type: 'object', properties, ...(required.length === 0 ? {} : { required }), additionalProperties: false },
    read(located, report) {
      if (located.kind !== 'map') return misfit(called, located, report);
      const fields: Record<string, unknown> = { span: located.span };
      for (const [key, entry] of located.entries) {
        if (Object.hasOwn(shapes, key)) fields[key] = shapes[key].read(entry.value, report);
        else report(unknownKey(key, entry, called, names));
      }
      for (const name of required)
        if (!located.entries.has(name))
          report({ message: `${called} without \`${name}\``, span: startOf(located.span), hint: described[name] });
      return fields as Fields<Shapes>;
    },
  };
}

/** One of several forms, told apart by the kind of the value: the first whose `takes` holds. */
export function either<Forms extends readonly { takes(located: Located): boolean; shape: Shape<unknown> }[]>(
  called: string,
  ...forms: Forms
): Shape<Read<Forms[number]['shape']>> {
  return {
    called,
    schema: { anyOf: forms.map(({ shape }) => shape.schema) },
    read(located, report) {
      const form = forms.find(({ takes }) => takes(located));
      if (form === undefined) return misfit(called, located, report);
      return form.shape.read(located, report) as Read<Forms[number]['shape']> | undefined;
    },
  };
}

export const isText = (located: Located): boolean => located.kind === 'scalar' && typeof located.value === 'string';
export const isFlag = (located: Located): boolean => located.kind === 'scalar' && typeof located.value === 'boolean';
export const isList = (located: Located): boolean => located.kind === 'list';
export const isMap = (located: Located): boolean => located.kind === 'map';

function leaf<Value>(
  called: string,
  schema: JsonSchema,
  parse: (value: unknown, written: string | undefined) => Value | undefined,
): Shape<Placed<Value>> {
  return {
    called,
    schema,
    read(located, report) {
      const value = located.kind === 'scalar' ? parse(located.value, located.written) : undefined;
      return value === undefined ? misfit(called, located, report) : { value, span: located.span };
    },
  };
}

function misfit(called: string, located: Located, report: (finding: ShapeFinding) => void): undefined {
  report({ message: `${called} is expected here, not ${inWords(located)}`, span: located.span });
  return undefined;
}

function inWords(located: Located): string {
  if (located.kind !== 'scalar') return `a ${located.kind}`;
  if (located.value === null) return 'nothing';
  return typeof located.value === 'string' ? JSON.stringify(located.value) : (located.written ?? String(located.value));
}

function unknownKey(key: string, { keySpan }: LocatedEntry, called: string, names: readonly string[]): ShapeFinding {
  const near = nearestName(key, names);
  return {
    message: `${called} has no key \`${key}\``,
    span: keySpan,
    hint: near === undefined ? `its keys are ${names.join(', ')}` : `did you mean \`${near}\`?`,
  };
}

/** A whole map would underline all of its lines. */
function startOf(span: Span | undefined): Span | undefined {
  return span && { start: span.start, end: span.start + 1 };
}

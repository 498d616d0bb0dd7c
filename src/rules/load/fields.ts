import { type Diagnostic, type ErrorKind, nearestName, positionAt, type Span } from '../../errors.ts';
import type { PlacedText } from '../places.ts';
import { type DocumentNode, type MapNode, type ScalarNode, valueAt } from './document.ts';
import { parseDuration } from './durations.ts';

/** The file that is read, with what has been found wrong in it and, of the rule at hand, what means nothing. */
export interface Reading {
  readonly file: string;
  readonly source: string;
  readonly errors: Diagnostic[];
  readonly warnings: string[];
}

/**
 * The keys of an object, to be read by their types: what is missing or null is undefined, a wrong type is an error with its place. It
 * remembers which keys were asked for, and `finish` names the others.
 */
export class Fields {
  readonly node: MapNode;
  private readonly reading: Reading;
  private readonly asked = new Set<string>();

  constructor(reading: Reading, node: MapNode) {
    this.reading = reading;
    this.node = node;
  }

  /** The first of the keys that is there and not null. */
  value(...keys: readonly string[]): DocumentNode | undefined {
    for (const key of keys) this.asked.add(key);
    for (const key of keys) {
      const value = valueAt(this.node, key);
      if (value !== undefined && !(value.kind === 'scalar' && value.value === null)) return value;
    }
    return undefined;
  }

  /** A text; of numbers and the like, where `loose`, what is written. */
  text(key: string, { loose = false } = {}): string | undefined {
    return this.scalar(key, 'a text', (node) => textOf(node, loose));
  }

  number(key: string): number | undefined {
    return this.scalar(key, 'a number', ({ value }) => (typeof value === 'number' ? value : undefined));
  }

  flag(key: string): boolean | undefined {
    return this.scalar(key, 'true or false', ({ value }) => (typeof value === 'boolean' ? value : undefined));
  }

  /** One of the words whatever their case. */
  word<Word extends string>(key: string, words: readonly Word[]): Word | undefined {
    return this.scalar(key, `one of ${words.join(', ')}`, ({ text }) => words.find((word) => word.toLowerCase() === text.toLowerCase()));
  }

  duration(key: string): bigint | undefined {
    return this.scalar(key, 'a duration, as in PT1H, P14D, 1h or 14d', ({ text }) => parseDuration(text));
  }

  object(key: string): Fields | undefined {
    const node = this.value(key);
    if (node === undefined) return undefined;
    if (node.kind === 'map') return new Fields(this.reading, node);
    return this.wrong(key, node, 'an object');
  }

  /** The objects of a list. */
  objects(key: string): Fields[] {
    return this.items(key).flatMap((item) =>
      item.kind === 'map' ? [new Fields(this.reading, item)] : (this.wrong(key, item, 'a list of objects') ?? []),
    );
  }

  /** A list of texts, or one text alone. */
  texts(key: string): string[] {
    const node = this.value(key);
    if (node?.kind === 'scalar') {
      const text = this.text(key, { loose: true });
      return text === undefined || text === '' ? [] : [text];
    }
    return this.items(key).flatMap((item) => {
      const text = item.kind === 'scalar' ? textOf(item, true) : undefined;
      return text ?? this.wrong(key, item, 'a list of texts') ?? [];
    });
  }

  items(key: string): readonly DocumentNode[] {
    const node = this.value(key);
    if (node === undefined) return [];
    return node.kind === 'list' ? node.items : (this.wrong(key, node, 'a list') ?? []);
  }

  /** The texts of an object by their keys. */
  textMap(key: string): ReadonlyMap<string, string> {
    const found = this.object(key);
    if (found === undefined) return new Map();
    return new Map(
      found.node.entries.flatMap(({ key: name }): [string, string][] => {
        const text = found.text(name, { loose: true });
        return text === undefined ? [] : [[name, text]];
      }),
    );
  }

  /** A text with the place of each character. */
  placed(key: string): PlacedText | undefined {
    const node = this.value(key);
    if (node === undefined) return undefined;
    if (node.kind !== 'scalar' || typeof node.value !== 'string') return this.wrong(key, node, 'a text');
    const { file, source } = this.reading;
    return { text: node.text, file, source, runs: node.runs };
  }

  /** Whether the object says anything of a key. */
  has(key: string): boolean {
    return this.value(key) !== undefined;
  }

  /** Where a value stands, else where the object begins. */
  spanOf(key: string): Span {
    const { start } = this.node.span;
    return valueAt(this.node, key)?.span ?? { start, end: start };
  }

  fail(kind: ErrorKind, message: string, span: Span, hint?: string): void {
    this.reading.errors.push({ kind, message, span, hint });
  }

  warn(message: string): void {
    this.reading.warnings.push(message);
  }

  /**
   * Names the keys that nobody asked for. One that is a known one but for its case is an error, as the product would pass over it; others
   * are warnings but for those that exports are known to have.
   */
  finish(meaningless: readonly string[] = []): void {
    for (const { key, keySpan } of this.node.entries) {
      if (this.asked.has(key) || meaningless.includes(key)) continue;
      const near = nearestName(key, this.asked);
      const hint = near === undefined ? undefined : `did you mean \`${near}\`?`;
      if (near !== undefined && plainKey(near) === plainKey(key)) this.fail('data', `there is no key \`${key}\``, keySpan, hint);
      else {
        const { line } = positionAt(this.reading.source, keySpan.start);
        this.warn(`line ${line}: the key \`${key}\` means nothing${hint === undefined ? '' : `; ${hint}`}`);
      }
    }
  }

  private scalar<Value>(key: string, expected: string, read: (node: ScalarNode) => Value | undefined): Value | undefined {
    const node = this.value(key);
    if (node === undefined) return undefined;
    const value = node.kind === 'scalar' ? read(node) : undefined;
    return value === undefined ? this.wrong(key, node, expected) : value;
  }

  private wrong(key: string, { span, ...node }: DocumentNode, expected: string): undefined {
    const isExpression = node.kind === 'scalar' && isTemplateExpression(node.text);
    if (isExpression) this.fail('unsupported', `\`${key}\` is a template expression`, span, 'deploy the template and export the rule');
    else this.fail('data', `\`${key}\` must be ${expected}`, span);
    return undefined;
  }
}

function textOf({ value, text }: ScalarNode, loose: boolean): string | undefined {
  if (typeof value === 'string') return value;
  return loose && value !== null ? text : undefined;
}

/** `[concat(…)]` of ARM; `[[` at the start stands for a bracket. */
export function isTemplateExpression(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.startsWith('[') && !trimmed.startsWith('[[') && trimmed.endsWith(']');
}

function plainKey(key: string): string {
  return key.toLowerCase().replaceAll(/[-_ ]/g, '');
}

import type { ISerializedGast } from 'chevrotain';
import { recordedGrammar } from '../../src/syntax/recorded.ts';

/** A stream of numbers in [0, 1) that depends on its seed only. */
export function randomStream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Part {
  readonly type: string;
  readonly name: string;
  readonly label: string;
  readonly terminalLabel?: string;
  readonly definition: readonly Part[];
}

let rules: Map<string, Part> | undefined;

function rule(name: string): Part {
  rules ??= new Map(recordedGrammar().rules.map((part) => [(part as ISerializedGast & { name: string }).name, part as unknown as Part]));
  return rules.get(name) as Part;
}

/** What stands for a class of terminals. */
const samples: Record<string, readonly string[]> = {
  IDENTIFIER: ['a', 'Table1', '_x', '$left', '5h_avg'],
  NAME: ['a', 'b', 'Table1', 'count', 'kind_', 'limit', '$right'],
  DECLARED_NAME: ['a', 'b', 'c1', 'by', 'where', 'title'],
  WORD: ['a', 'inner', 'hint.strategy', 'kind'],
  TYPE: ['long', 'string', 'datetime', 'dynamic', 'bool', 'real'],
  STRING: ["'x'", '"it\'s"', "@'C:\\d'", '```two\nlines```', "h'secret'", "'\\t\\u00e9'"],
  LONG: ['0', '1', '42', '0xFF'],
  REAL: ['1.5', '2.', '1e3', '0.25'],
  TIMESPAN: ['1d', '1.5h', '10ms', '1tick'],
  BOOLEAN: ['true', 'False'],
  TYPED_LITERAL: [
    'long(5)',
    'int(null)',
    'datetime(2024-01-31)',
    'datetime()',
    'guid(null)',
    'real(nan)',
    'decimal(1.5)',
    'time(-1.02:03:04.5)',
  ],
};

/** Rules whose terminals stand without blanks between them. */
const glued = new Set(['GraphEdge', 'WildcardName', 'WildcardPart', 'SignedLiteral']);

/** A text that the recorded grammar yields from a rule; the grammar leaves what a word may be to its place, so not every one is a query. */
export function sentence(seed: number, from = 'Query'): string {
  const random = randomStream(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)];
  const pieces: string[] = [];
  let budget = 20 + Math.floor(random() * 60);

  const emit = (text: string, tight: boolean): void => {
    pieces.push(tight || pieces.length === 0 ? text : ` ${text}`);
    budget--;
  };

  const walk = (part: Part, owner: string): void => {
    switch (part.type) {
      case 'Rule':
      case 'Alternative':
        part.definition.forEach((inner, i) => {
          walk(inner, i === 0 ? owner : `${owner}+`);
        });
        return;
      case 'NonTerminal':
        walk(rule(part.name), part.name);
        return;
      case 'Terminal': {
        const [name] = owner.split('+');
        const options = part.terminalLabel?.split(' | ') ?? samples[part.name] ?? [part.name];
        emit(pick(options), glued.has(name) && owner !== name);
        return;
      }
      case 'Option':
        if (budget > 0 && random() < 0.4) for (const inner of part.definition) walk(inner, `${owner}+`);
        return;
      case 'Repetition':
        while (budget > 0 && random() < 0.45) for (const inner of part.definition) walk(inner, `${owner}+`);
        return;
      case 'Alternation':
        walk(budget > 0 ? pick(part.definition.filter(isWanted)) : shortest(part.definition), owner);
    }
  };
  walk(rule(from), from);
  return pieces.join('');
}

/** Holes for clients to fill are no part of a query that is to run. */
function isWanted({ definition }: Part): boolean {
  return definition[0]?.name !== 'ClientParameter';
}

/** The alternative that ends soonest. */
function shortest(alternatives: readonly Part[]): Part {
  return alternatives.reduce((best, alternative) => (depthOf(alternative) < depthOf(best) ? alternative : best));
}

const depths = new Map<string, number>();

function depthOf(part: Part): number {
  switch (part.type) {
    case 'Terminal':
      return 1;
    case 'Option':
    case 'Repetition':
      return 0;
    case 'Alternation':
      return Math.min(...part.definition.map(depthOf));
    case 'NonTerminal': {
      const known = depths.get(part.name);
      if (known !== undefined) return known;
      depths.set(part.name, 1000);
      const depth = 1 + depthOf(rule(part.name));
      depths.set(part.name, depth);
      return depth;
    }
    default:
      return part.definition.reduce((sum, inner) => sum + depthOf(inner), 0);
  }
}

import type { ISerializedGast } from 'chevrotain';
import { declaredParameters } from './parameters.ts';
import { KqlParser } from './parser.ts';
import { type Infix, infixOperators, level } from './precedence.ts';
import { declarableTypes, type KqlTokenType, keywords } from './tokens.ts';

/** The grammar as data, for its documentation. */
export interface RecordedGrammar {
  readonly rules: readonly ISerializedGast[];
  /** Infix operators by how tightly they bind, the loosest first. */
  readonly precedence: readonly { readonly level: string; readonly operators: readonly string[] }[];
  /** The parameters that each operator declares. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** Words by what they can name: everywhere, where a name is declared, or only in brackets. */
  readonly words: { readonly name: readonly string[]; readonly declared: readonly string[]; readonly reserved: readonly string[] };
  readonly types: readonly string[];
}

/** Records the grammar, which chevrotain validates on the way; throws where it finds a fault. */
export function recordedGrammar(): RecordedGrammar {
  const rules = new KqlParser(true).getSerializedGastProductions();
  const texts = [...keywords.keys()].sort();
  const ranked = (rank: number): string[] => texts.filter((text) => (keywords.get(text) as KqlTokenType).rank === rank);
  return {
    rules,
    precedence: Object.entries(level).map(([name, at]) => ({ level: name, operators: spellings((infix) => infix.level === at) })),
    parameters: declaredParameters,
    words: { name: ranked(3), declared: ranked(2), reserved: ranked(1) },
    types: [...declarableTypes].map(({ name }) => name).sort(),
  };
}

function spellings(test: (infix: Infix) => boolean): string[] {
  return [...infixOperators].filter(([, infix]) => test(infix)).map(([type]) => type.name);
}

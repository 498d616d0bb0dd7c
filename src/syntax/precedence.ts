import type { BinaryOperator, ListTest } from './ast.ts';
import { type KqlTokenType, mark, word } from './tokens.ts';

/** How tightly an infix operator binds, from the loosest on. Operators of the levels without `chains` take no second one of their level. */
export const level = { or: 1, and: 2, equality: 3, relational: 4, additive: 5, multiplicative: 6, string: 7 } as const;

export type Level = (typeof level)[keyof typeof level];

export const chains: ReadonlySet<Level> = new Set([level.or, level.and, level.additive, level.multiplicative]);

export type Infix =
  | { readonly form: 'logical'; readonly level: Level; readonly operator: 'and' | 'or' }
  | { readonly form: 'binary'; readonly level: Level; readonly operator: BinaryOperator }
  | { readonly form: 'list'; readonly level: Level; readonly operator: ListTest['operator'] }
  | { readonly form: 'between'; readonly level: Level; readonly negated: boolean };

/** Every infix operator by its token. Several spellings may mean one operator. */
export const infixOperators = new Map<KqlTokenType, Infix>();

infixOperators.set(word.or, { form: 'logical', level: level.or, operator: 'or' });
infixOperators.set(word.and, { form: 'logical', level: level.and, operator: 'and' });
infixOperators.set(word.between, { form: 'between', level: level.equality, negated: false });
infixOperators.set(word['!between'], { form: 'between', level: level.equality, negated: true });

for (const operator of ['in', '!in', 'in~', '!in~', 'has_any', 'has_all'] as const) {
  infixOperators.set(word[operator], { form: 'list', level: level.equality, operator });
}

function binary(at: Level, ...operators: [KqlTokenType, BinaryOperator][]): void {
  for (const [type, operator] of operators) infixOperators.set(type, { form: 'binary', level: at, operator });
}

binary(level.equality, [mark['=='], '=='], [mark['!='], '!='], [mark['<>'], '!=']);
binary(level.relational, [mark['<'], '<'], [mark['<='], '<='], [mark['>'], '>'], [mark['>='], '>=']);
binary(level.additive, [mark['+'], '+'], [mark['-'], '-']);
binary(level.multiplicative, [mark['*'], '*'], [mark['/'], '/'], [mark['%'], '%']);
binary(level.string, [mark['=~'], '=~'], [mark['!~'], '!~'], [mark[':'], ':'], [word['matches regex'], 'matches regex']);
for (const operator of ['has', 'hasprefix', 'hassuffix', 'startswith', 'endswith'] as const) {
  binary(level.string, [word[operator], operator], [word[`!${operator}`], `!${operator}`]);
  binary(level.string, [word[`${operator}_cs`], `${operator}_cs`], [word[`!${operator}_cs`], `!${operator}_cs`]);
}
binary(level.string, [word.contains, 'contains'], [word['!contains'], '!contains'], [word.notcontains, '!contains']);
binary(level.string, [word.contains_cs, 'contains_cs'], [word.containscs, 'contains_cs']);
binary(level.string, [word['!contains_cs'], '!contains_cs'], [word.notcontainscs, '!contains_cs']);
binary(level.string, [word.like, 'like'], [word.notlike, '!like'], [word.likecs, 'like_cs'], [word.notlikecs, '!like_cs']);

/** The token types of one form, for the recorded grammar. */
export function infixTokens(test: (infix: Infix) => boolean): KqlTokenType[] {
  return [...infixOperators].filter(([, infix]) => test(infix)).map(([type]) => type);
}

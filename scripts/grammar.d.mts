import type { RecordedGrammar } from '../src/syntax/recorded.ts';

export function generateGrammar(root: string): Promise<void>;
export function grammarDocuments(grammar: RecordedGrammar): Record<'kql.ebnf' | 'diagrams.html', string>;

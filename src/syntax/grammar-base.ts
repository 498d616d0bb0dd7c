import { EmbeddedActionsParser } from 'chevrotain';
import type { Diagnostic, ErrorKind, Span } from '../errors.ts';
import { describeToken, hintFor } from './hints.ts';
import { nestingLimit } from './lexer.ts';
import { AnyWord, endOfText, type KqlTokenType, mark, type Token, tokenTypes } from './tokens.ts';

/** What decides for a branch: the type of the next token, or a look further ahead. */
export type Decision = KqlTokenType | (() => boolean);

/** A grammar rule: reads its part of the text, or names itself while the grammar is recorded. The argument says what it is for. */
export type Rule<A, T> = (argument?: A) => T;

/** What a branch does: a rule, or steps of its own. */
export type Step<T> = Rule<never, T> | Rule<string, T>;

export type Branch<T> = readonly [Decision, Step<T>];

/** Rules chosen by the type of the next token. */
export interface Choices<T> {
  readonly rules: readonly Rule<never, T>[];
  readonly byType: ReadonlyMap<unknown, Rule<never, T>>;
}

/** Thrown where a rule cannot go on; the finding itself has been noted. */
export const unparsable = new Error('unparsable');

/** Thrown where there is no going on: the limit of nesting is reached, or there are more findings than anyone reads. */
export const hopeless = new Error('hopeless');

/** The findings after which a text is given up. */
export const findingLimit = 50;

/**
 * The ground under the grammar. Rules are written with chevrotain's steps, but every decision in them is written out (a token type, or a
 * predicate) instead of being computed from the grammar: in KQL most keywords are also names, so that nearly each fork needs a word of its
 * own, and the analysis of a grammar of this size takes 70 ms, more than everything else at start together. So chevrotain is not asked
 * while a text is read. With `record` the same rules are recorded as data, from which the documentation is drawn and which a test validates.
 */
export abstract class GrammarBase extends EmbeddedActionsParser {
  readonly findings: Diagnostic[] = [];
  private text = '';
  private tokens: readonly Token[] = [];
  /** How many tokens have been consumed. */
  protected position = 0;
  private recoveredAt = -1;
  private depth = 0;
  private occurrences = 0;
  private readonly record: boolean;

  constructor(record: boolean) {
    super(record ? tokenTypes : [endOfText], { maxLookahead: 1 });
    this.record = record;
  }

  /** Makes the parser ready for a new text. */
  load(text: string, tokens: readonly Token[]): void {
    this.text = text;
    this.tokens = tokens;
    this.findings.length = 0;
    this.position = 0;
    this.recoveredAt = -1;
    this.depth = 0;
  }

  /** Lets go of the text. */
  release(): void {
    this.text = '';
    this.tokens = [];
  }

  // ---- rules --------------------------------------------------------------------------------------------------------------------------

  protected rule<T, A = never>(name: string, parse: Rule<A, T>): Rule<A, T> {
    if (!this.record) return parse;
    const recorded = this.RULE(name, () => {
      this.occurrences = 0;
      return parse();
    });
    return () => this.subrule(this.occurrences++, recorded);
  }

  protected optional<T>(decision: Decision, step: Step<T>): T | undefined {
    if (!this.RECORDING_PHASE) return this.decides(decision) ? step() : undefined;
    this.option(this.occurrences++, () => step());
    return undefined;
  }

  protected repeat(decision: Decision, step: () => void): void {
    if (this.RECORDING_PHASE) this.many(this.occurrences++, step);
    else while (this.decides(decision)) step();
  }

  /** Takes the first branch whose decision holds; without any, `what` was expected. */
  protected either<T>(branches: readonly Branch<T>[], what: string): T {
    return this.which(branches, what)(what);
  }

  /**
   * The same, but the branch is returned for the caller to take: the stack of the host is what limits nesting, and on the way from an
   * expression to the one within it every frame counts.
   */
  protected which<T>(branches: readonly Branch<T>[], what: string): Rule<string, T> {
    if (this.RECORDING_PHASE) {
      const alternatives = branches.map(([decision, step]) => ({ ALT: () => step(), IGNORE_AMBIGUITIES: typeof decision === 'function' }));
      return () => this.or(this.occurrences++, alternatives);
    }
    for (const [decision, step] of branches) if (this.decides(decision)) return step as Rule<string, T>;
    return this.expected(what);
  }

  protected choices<T>(entries: readonly (readonly [KqlTokenType, Rule<never, T>])[]): Choices<T> {
    return { rules: [...new Set(entries.map(([, rule]) => rule))], byType: new Map(entries) };
  }

  /** The rule that the next token chooses; undefined when it chooses none. */
  protected choose<T>({ rules, byType }: Choices<T>): Rule<never, T> | undefined {
    if (!this.RECORDING_PHASE) return byType.get(this.peek().tokenType);
    return () =>
      this.or(
        this.occurrences++,
        rules.map((rule) => ({ ALT: () => rule() })),
      );
  }

  private decides(decision: Decision): boolean {
    return typeof decision === 'function' ? decision() : this.at(decision);
  }

  /** For the few constructs that nest without brackets, whose depth the lexer cannot see. */
  protected nested<T>(body: () => T): T {
    if (this.RECORDING_PHASE) return body();
    if (this.depth >= nestingLimit) {
      const { startOffset: start, endOffset } = this.peek();
      this.note('limit', `nesting is deeper than ${nestingLimit} levels`, { start, end: endOffset + 1 });
      throw hopeless;
    }
    this.depth++;
    try {
      return body();
    } finally {
      this.depth--;
    }
  }

  // ---- tokens -------------------------------------------------------------------------------------------------------------------------

  protected peek(ahead = 1): Token {
    return this.tokens[this.position + ahead - 1] ?? endToken;
  }

  protected at(type: KqlTokenType, ahead = 1): boolean {
    const actual = this.peek(ahead).tokenType;
    return actual === type || (type.abstract && actual.rank >= type.rank);
  }

  protected atEnd(ahead = 1): boolean {
    return this.peek(ahead) === endToken;
  }

  /** Whether the token `ahead` follows the one before it without anything between them. */
  protected adjacent(ahead: number): boolean {
    return this.peek(ahead).startOffset === this.peek(ahead - 1).endOffset + 1;
  }

  /** Consumes the next token, which must be of this type; `what` says so in an error. */
  protected accept(type: KqlTokenType, what = type.LABEL as string): Token {
    if (this.RECORDING_PHASE) return this.consume(this.occurrences++, type) as Token;
    if (!this.at(type)) this.expected(what);
    return this.tokens[this.position++];
  }

  /** Consumes a word that is one of a few by its text only; `what` names them in an error. */
  protected acceptText(texts: ReadonlySet<string>, what: string): Token {
    if (this.RECORDING_PHASE) return this.consume(this.occurrences++, AnyWord, { LABEL: [...texts].join(' | ') }) as Token;
    return this.atText(texts) ? this.tokens[this.position++] : this.expected(what);
  }

  /** Whether the word ahead is written like one of these. */
  protected atText(texts: ReadonlySet<string>, ahead = 1): boolean {
    return this.at(AnyWord, ahead) && texts.has(this.peek(ahead).image);
  }

  /** Where the next token begins. */
  protected start(): number {
    return this.peek().startOffset;
  }

  /** From an offset to the end of the last token. */
  protected span(start: number): Span {
    return { start, end: this.peek(0).endOffset + 1 };
  }

  // ---- lists --------------------------------------------------------------------------------------------------------------------------

  /**
   * Elements with commas between them, up to one of `ends` or whatever ends every list (a closing bracket, `|`, `;`, the end of the text).
   * `what` names an element.
   */
  protected list<T>(element: Step<T>, what: string, options: ListOptions = {}): T[] {
    const { ends = noEnds, least = 1, trailing = false } = options;
    const items: T[] = [];
    if (this.RECORDING_PHASE) return this.recordList(element, least, trailing);
    if (least === 0 && this.atListEnd(ends)) return items;
    for (;;) {
      if (this.atListEnd(ends)) this.expected(what);
      items.push(element(what as never));
      if (!this.at(mark[','])) break;
      this.accept(mark[',']);
      if (trailing && this.atListEnd(ends)) return items;
    }
    if (!this.atListEnd(ends)) this.expected('`,`');
    return items;
  }

  private recordList<T>(element: Step<T>, least: number, trailing: boolean): T[] {
    const elements = (): void => {
      element();
      this.repeat(mark[','], () => {
        this.accept(mark[',']);
        element();
      });
      if (trailing) this.optional(mark[','], () => this.accept(mark[',']));
    };
    if (least === 0) this.option(this.occurrences++, elements);
    else elements();
    return [];
  }

  protected atListEnd(ends: readonly Decision[], ahead = 1): boolean {
    const type = this.peek(ahead).tokenType;
    return listEnds.has(type) || type === endOfText || ends.some((end) => this.decides(end));
  }

  // ---- findings -----------------------------------------------------------------------------------------------------------------------

  /** Notes that `what` should stand here, and gives up the rule. */
  protected expected(what: string): never {
    if (this.RECORDING_PHASE) return undefined as never;
    const { text, tokens, position } = this;
    const found = this.peek();
    const span = this.atEnd() ? this.endSpan() : { start: found.startOffset, end: found.endOffset + 1 };
    const hint = hintFor(what, { text, tokens, position, before: this.peek(0), found, next: this.peek(2) });
    return this.fail(`expected ${what}, found ${describeToken(found)}`, span, hint);
  }

  /** Notes a finding and gives up the rule. While the grammar is recorded there is no text to find anything in, and the rule goes on. */
  protected fail(message: string, span: Span, hint?: string): never {
    if (this.RECORDING_PHASE) return undefined as never;
    // right after a recovery the parser may stand at an odd place: what it misses there is no finding
    if (this.position !== this.recoveredAt) this.note('syntax', message, span, hint);
    throw this.findings.length < findingLimit ? unparsable : hopeless;
  }

  protected note(kind: ErrorKind, message: string, span: Span, hint?: string): void {
    if (!this.RECORDING_PHASE) this.findings.push({ kind, message, span, hint });
  }

  private endSpan(): Span {
    const end = this.position === 0 ? 0 : this.peek(0).endOffset + 1;
    return { start: end, end };
  }

  /**
   * Goes on after a finding: skips what belongs to the part that began at the token `from` and stops before a token of one of `stops`, or
   * before the bracket that closes what is around that part.
   */
  protected recover(error: unknown, from: number, stops: ReadonlySet<KqlTokenType>): void {
    if (error !== unparsable) throw error;
    let depth = 0;
    for (let i = from - this.position; i < 0; i++) depth = Math.max(0, depth + nesting(this.peek(i + 1)));
    for (; !this.atEnd(); this.position++) {
      const token = this.peek();
      if (depth === 0 && (stops.has(token.tokenType) || nesting(token) < 0)) break;
      depth += nesting(token);
    }
    this.recoveredAt = this.position;
  }
}

export interface ListOptions {
  readonly ends?: readonly Decision[];
  readonly least?: 0 | 1;
  readonly trailing?: boolean;
}

const noEnds: readonly Decision[] = [];
const listEnds: ReadonlySet<KqlTokenType> = new Set([mark[')'], mark[']'], mark['}'], mark['|'], mark[';']]);

const endToken: Token = { tokenType: endOfText, tokenTypeIdx: -1, image: '', startOffset: Number.NaN, endOffset: Number.NaN };

const brackets = new Map<unknown, number>([
  ...[mark['('], mark['['], mark['{']].map((type) => [type, 1] as const),
  ...[mark[')'], mark[']'], mark['}']].map((type) => [type, -1] as const),
]);

function nesting(token: Token): number {
  return brackets.get(token.tokenType) ?? 0;
}

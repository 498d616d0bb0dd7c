import type { Diagnostic } from '../errors.ts';
import type { Call, ColumnDeclaration, DynamicLiteral, Expression, JsonBag, JsonValue, Literal, RowSchema, TypeOf } from './ast.ts';
import type { Branch, Rule } from './grammar-base.ts';
import { NameGrammar } from './grammar-names.ts';
import {
  type LiteralReading,
  maxLong,
  outOfRangeProblem,
  readBool,
  readLong,
  readReal,
  readString,
  readTimespan,
  readTyped,
  spanOf,
} from './literals.ts';
import {
  BooleanLiteral,
  Identifier,
  LongLiteral,
  mark,
  RawGuid,
  RealLiteral,
  StringLiteral,
  scalarTypes,
  TimespanLiteral,
  type Token,
  TypedLiteral,
  word,
} from './tokens.ts';

/** Literals of every kind, `typeof(…)`, and the JSON of `dynamic(…)`. */
export abstract class LiteralGrammar extends NameGrammar {
  /** A literal of one token, or of adjacent strings. */
  protected readonly simpleLiteral: Rule<never, Literal | Call> = this.rule('SimpleLiteral', () => this.either(this.literals, 'a literal'));

  private readonly literals: readonly Branch<Literal | Call>[] = [
    [StringLiteral, this.stringLiteral],
    [LongLiteral, () => this.longLiteral(this.accept(LongLiteral))],
    [RealLiteral, () => this.realLiteral(this.accept(RealLiteral))],
    [BooleanLiteral, () => this.boolLiteral(this.accept(BooleanLiteral))],
    [TimespanLiteral, () => this.noted(readTimespan, this.accept(TimespanLiteral))],
    [TypedLiteral, () => this.noted(readTyped, this.accept(TypedLiteral))],
  ];

  /** Any literal, as lists of values and defaults take it: with a sign, dynamic, or a type. */
  protected readonly literal: Rule<string, Expression> = this.rule('Literal', (what: string | undefined = 'a literal') =>
    this.either<Expression>(
      [
        [() => this.atSimpleLiteral(), this.simpleLiteral],
        [word.dynamic, this.dynamicLiteral],
        [() => this.atTypeOf(), this.typeOfLiteral],
        [() => this.atSignedLiteral(), this.signedLiteral],
        [() => this.clientParameterLength(1) > 0, this.clientParameter],
      ],
      what,
    ),
  );

  /** `-5`: a sign and a number without anything between them. */
  protected readonly signedLiteral = this.rule('SignedLiteral', (): Expression => {
    const start = this.start();
    const operator = this.either(
      [
        [mark['-'], () => this.accept(mark['-'])],
        [mark['+'], () => this.accept(mark['+'])],
      ],
      'a sign',
    );
    const operand = this.either<Literal | Call>(
      [
        [LongLiteral, () => this.longLiteral(this.accept(LongLiteral), operator.image === '-')],
        [RealLiteral, () => this.realLiteral(this.accept(RealLiteral))],
        [TimespanLiteral, () => this.noted(readTimespan, this.accept(TimespanLiteral))],
      ],
      'a number',
    );
    return { kind: 'unary', span: this.span(start), operator: operator.image as '-' | '+', operand };
  });

  /** `typeof(long)` or `typeof(a:long, b:string)`. */
  protected readonly typeOfLiteral = this.rule('TypeOfLiteral', (): TypeOf => {
    const start = this.start();
    this.accept(word.typeof);
    this.accept(mark['(']);
    const type = this.either<TypeOf['type']>(
      [
        [() => this.atScalarType(), this.scalarTypeName],
        [() => true, this.typeOfSchema],
      ],
      'a type',
    );
    this.accept(mark[')']);
    return { kind: 'typeof', span: this.span(start), type };
  });

  private readonly typeOfSchema = this.rule('TypeOfSchema', (): RowSchema => {
    const start = this.start();
    const columns: ColumnDeclaration[] = [];
    let star = false;
    const element = (): void =>
      this.either<void>(
        [
          [mark['*'], () => (star = this.accept(mark['*']) !== undefined)],
          [() => true, () => columns.push(this.columnDeclaration())],
        ],
        'a column',
      );
    this.list(element, 'a column like `a:long`', { least: 0 });
    return { kind: 'row-schema', span: this.span(start), star, columns };
  });

  // ---- dynamic ------------------------------------------------------------------------------------------------------------------------

  /** `dynamic(…)`: JSON with single quotes, literals of the language, and dynamic() again. */
  protected readonly dynamicLiteral = this.rule('DynamicLiteral', (): DynamicLiteral => {
    const start = this.start();
    this.accept(word.dynamic);
    this.accept(mark['(']);
    const value = this.jsonValue();
    this.accept(mark[')']);
    return { kind: 'dynamic', span: this.span(start), value };
  });

  private readonly jsonValue: Rule<string, JsonValue> = this.rule(
    'JsonValue',
    (what: string | undefined = 'a JSON value'): JsonValue =>
      this.either<JsonValue>(
        [
          [mark['['], this.jsonArray],
          [mark['{'], () => (this.clientParameterLength(1) > 0 ? this.jsonParameter() : this.jsonBag())],
          [mark['-'], this.negativeNumber],
          [() => this.atJsonLiteral(), () => this.jsonLiteral()],
          [word.null, () => ({ kind: 'json-null' as const, span: spanOf(this.accept(word.null)) })],
          [word.dynamic, () => this.dynamicLiteral().value],
        ],
        what,
      ),
  );

  private readonly jsonArray = this.rule('JsonArray', (): JsonValue => {
    const start = this.start();
    this.accept(mark['[']);
    const items = this.list(this.jsonValue, 'a JSON value', { least: 0 });
    this.accept(mark[']'], '`,` or `]`');
    return { kind: 'json-array', span: this.span(start), items };
  });

  private readonly jsonBag = this.rule('JsonBag', (): JsonValue => {
    const start = this.start();
    this.accept(mark['{']);
    const properties = this.list(this.jsonProperty, "a property like 'a': 1", { least: 0 });
    this.accept(mark['}'], '`,` or `}`');
    return { kind: 'json-bag', span: this.span(start), properties };
  });

  private readonly jsonProperty = this.rule('JsonProperty', (): JsonBag['properties'][number] => {
    const key = this.accept(StringLiteral, "a property name in quotes, like 'a'");
    this.accept(mark[':']);
    const value = this.jsonValue();
    return this.ACTION(() => ({ key: readString([key]).value as string, value }));
  });

  private readonly negativeNumber = this.rule('NegativeNumber', (): JsonValue => {
    const start = this.start();
    this.accept(mark['-']);
    const number = this.either<Literal>(
      [
        [LongLiteral, () => this.longLiteral(this.accept(LongLiteral), true)],
        [RealLiteral, () => this.realLiteral(this.accept(RealLiteral))],
      ],
      'a number',
    );
    return this.ACTION(() => ({ ...number, span: this.span(start), value: -(number.value as number) }));
  });

  private jsonLiteral(): JsonValue {
    const node = this.simpleLiteral();
    if (node.kind !== 'call') return node as Literal;
    this.note('semantic', 'the clock cannot be read inside dynamic(…)', node.span, 'build the value with bag_pack or pack_array');
    return { kind: 'json-null', span: node.span };
  }

  private jsonParameter(): JsonValue {
    return { kind: 'json-null', span: this.clientParameter().span };
  }

  // ---- looking ahead ------------------------------------------------------------------------------------------------------------------

  protected atSimpleLiteral(): boolean {
    if (this.at(RawGuid)) {
      const { image } = this.peek();
      this.fail('a guid cannot stand here as it is', spanOf(this.peek()), `write guid(${image}), or a string: '${image}'`);
    }
    return simpleLiterals.has(this.peek().tokenType);
  }

  protected atLiteral(): boolean {
    return this.atSimpleLiteral() || this.at(word.dynamic) || this.atTypeOf() || this.atSignedLiteral();
  }

  private atJsonLiteral(): boolean {
    if (!this.atSimpleLiteral()) return false;
    return !this.at(TypedLiteral) || !/^int/.test(this.peek().image) || this.peek().image.startsWith('int64');
  }

  private atScalarType(): boolean {
    return scalarTypes.has(this.peek().tokenType) || (this.at(Identifier) && this.at(mark[')'], 2));
  }

  protected atTypeOf(): boolean {
    return this.at(word.typeof) && this.at(mark['('], 2);
  }

  protected atSignedLiteral(): boolean {
    if (!this.at(mark['-']) && !this.at(mark['+'])) return false;
    return (this.at(LongLiteral, 2) || this.at(RealLiteral, 2) || this.at(TimespanLiteral, 2)) && this.adjacent(2);
  }

  // ---- nodes --------------------------------------------------------------------------------------------------------------------------

  private longLiteral(token: Token, negative = false): Literal {
    return this.ACTION(() => {
      const { node, problem } = readLong(token);
      const tooGreat = !negative && node.value !== null && (node.value as bigint) > maxLong;
      this.noteProblem(problem ?? (tooGreat ? outOfRangeProblem(token.image, 'long', node.span) : undefined));
      return node;
    });
  }

  private realLiteral(token: Token): Literal {
    return this.ACTION(() => readReal(token));
  }

  private boolLiteral(token: Token): Literal {
    return this.ACTION(() => readBool(token));
  }

  private noted(read: (token: Token) => LiteralReading, token: Token): Literal | Call {
    return this.ACTION(() => {
      const { node, problem } = read(token);
      this.noteProblem(problem);
      return node;
    });
  }

  private noteProblem(problem: Diagnostic | undefined): void {
    if (problem?.span) this.note(problem.kind, problem.message, problem.span);
  }
}

const simpleLiterals: ReadonlySet<unknown> = new Set([
  StringLiteral,
  LongLiteral,
  RealLiteral,
  BooleanLiteral,
  TimespanLiteral,
  TypedLiteral,
]);

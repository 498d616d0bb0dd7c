import type { Call, Expression, Name, OperatorParameter, Parenthesized, Path, Star, ToScalar, WildcardName } from './ast.ts';
import type { Branch, Choices, Rule, Step } from './grammar-base.ts';
import { LiteralGrammar } from './grammar-literals.ts';
import { spanOf } from './literals.ts';
import type { ParameterContext } from './parameters.ts';
import { BooleanLiteral, LongLiteral, mark, RawGuid, RealLiteral, StringLiteral, TimespanLiteral, TypedLiteral, word } from './tokens.ts';

/** What infix operators stand between: values, names, calls, paths, and whole pipes in parentheses. */
export abstract class OperandGrammar extends LiteralGrammar {
  /** An expression that may be a pipe: `T | where a`. */
  protected abstract readonly pipe: Rule<string, Expression>;
  protected abstract readonly dataTable: Rule<never, Expression>;
  protected abstract readonly contextualDataTable: Rule<never, Expression>;
  protected abstract readonly externalData: Rule<never, Expression>;
  protected abstract readonly materializedViewCombine: Rule<never, Expression>;

  /** An expression without a pipe; the argument says what it is for, in the words of an error. */
  protected abstract readonly expression: Rule<string, Expression>;
  /** An expression, perhaps with a name of its own: `a = b + 1`. */
  protected abstract readonly namedExpression: Rule<string, Expression>;
  protected abstract readonly operatorParameter: Rule<ParameterContext, OperatorParameter>;

  // ---- operands -----------------------------------------------------------------------------------------------------------------------

  /** An operand, perhaps with a sign: what every infix operator takes. */
  protected readonly signedOperand: Rule<string, Expression> = this.rule('SignedOperand', (what: string | undefined = 'a value') =>
    this.either<Expression>(
      [
        [() => this.atSign(), this.signed],
        [() => true, this.operand],
      ],
      what,
    ),
  );

  protected atSign(): boolean {
    return this.at(mark['-']) || this.at(mark['+']);
  }

  protected readonly signed: Rule<never, Expression> = this.rule('Signed', (): Expression => {
    const start = this.start();
    const sign = this.either(
      [
        [mark['-'], () => this.accept(mark['-'])],
        [mark['+'], () => this.accept(mark['+'])],
      ],
      'a sign',
    );
    const operand = this.operand(`a value after \`${sign.image}\``);
    return { kind: 'unary', span: this.span(start), operator: sign.image as '-' | '+', operand };
  });

  /** A primary with its members and indexes: `a.b['c'][0]`. */
  protected readonly operand: Rule<string, Expression> = this.rule('Operand', (what: string | undefined = 'a value') => {
    const start = this.start();
    let expression = this.primaryStep(what)(what);
    if (this.RECORDING_PHASE) this.repeat(mark['.'], this.pathStep(start, expression, this.member));
    while ((this.at(mark['.']) || this.at(mark['['])) && expression.kind !== 'totable') {
      expression = this.pathStep(start, expression, this.member)();
    }
    return expression;
  });

  /** What leads from a base to a part of it: `.member`, `[index]` or `.[index]`. */
  protected pathStep(start: number, base: Expression, member: Rule<never, Path['member']>): Step<Expression> {
    return this.which<Expression>(
      [
        [() => this.atIndex(), () => this.indexStep(start, base)],
        [mark['.'], () => this.memberStep(start, base, member)],
      ],
      '`.` or `[`',
    );
  }

  /** After a dot, a name in brackets is a member and no index. */
  private atIndex(): boolean {
    if (this.at(mark['['])) return true;
    return this.at(mark['.']) && this.at(mark['['], 2) && this.bracketedNameLength(2) === 0 && !this.atWildcardName(3);
  }

  private indexStep(start: number, base: Expression): Expression {
    this.optional(mark['.'], () => this.accept(mark['.']));
    this.accept(mark['[']);
    const index = this.expression('an index');
    this.accept(mark[']']);
    return { kind: 'element', span: this.span(start), base, index };
  }

  protected memberStep(start: number, base: Expression, member: Rule<never, Path['member']>): Path {
    this.accept(mark['.']);
    return { kind: 'path', base, member: member(), span: this.span(start) };
  }

  /** What follows a dot: a name or a call. */
  protected readonly member: Rule<never, Path['member']> = this.rule('Member', () =>
    this.either<Path['member']>(
      [
        [() => this.atCall(), this.call],
        [() => true, this.plainMember],
      ],
      'a name after `.`',
    ),
  );

  /** What follows a dot where there are no calls. */
  protected readonly plainMember: Rule<never, Path['member']> = this.rule('PlainMember', () =>
    this.either<Path['member']>(
      [
        [() => this.atBracketedPrimary(), this.bracketedWildcard],
        [() => true, this.bareName],
      ],
      'a name after `.`',
    ),
  );

  /** A name, or one of the few words that only a path can hold. */
  protected readonly bareName: Rule<string, Name> = this.rule('BareName', (what: string | undefined = 'a name') =>
    this.either(this.bareNames, what),
  );

  private readonly bareNames: readonly Branch<Name>[] = [
    [() => this.atSpecialWord(), () => this.specialWord()],
    [mark['@'], () => this.wordAsName(this.accept(mark['@']))],
    [() => true, this.name],
  ];

  protected readonly bracketedWildcard = this.rule('BracketedWildcard', (): WildcardName => {
    const start = this.start();
    this.accept(mark['[']);
    const { pattern } = this.wildcardName();
    this.accept(mark[']']);
    return { kind: 'wildcard-name', span: this.span(start), pattern };
  });

  /** `name(argument, …)`. */
  protected readonly call: Rule<string, Call> = this.rule('Call', (what?: string): Call => {
    const start = this.start();
    const name = this.name(what);
    this.accept(mark['('], '`(` and the arguments');
    const args = this.list(this.argument, 'an argument', { least: 0 });
    this.accept(mark[')'], '`,` or `)`');
    return { kind: 'call', span: this.span(start), name, arguments: args };
  });

  private readonly argument = this.rule('Argument', (what: string | undefined = 'an argument'): Expression => {
    if (this.atArgument()) return this.namedExpression(what);
    return this.either<Expression>(
      [
        [mark['*'], () => this.star()],
        [() => true, this.namedExpression],
      ],
      what,
    );
  });

  /** Whether an expression begins here, and not the `*` that stands for all columns. */
  private atArgument(): boolean {
    if (this.RECORDING_PHASE) return false;
    return !this.at(mark['*']) || !(this.at(mark[','], 2) || this.at(mark[')'], 2));
  }

  // ---- primaries ----------------------------------------------------------------------------------------------------------------------

  private readonly primary: Rule<string, Expression> = this.rule('Primary', (what: string | undefined = 'a value') =>
    this.either<Expression>(
      [
        [() => true, this.choose(this.primaries()) as Step<Expression>],
        [() => true, this.typeOfLiteral],
        [() => true, this.call],
        [() => true, this.scopedName],
        [() => true, this.bracketedWildcard],
      ],
      what,
    ),
  );

  /** The rule that reads the primary that begins here. */
  private primaryStep(what: string): Rule<string, Expression> {
    if (this.RECORDING_PHASE) return this.primary;
    return (this.choose(this.primaries()) ?? this.namedPrimary(what)) as Rule<string, Expression>;
  }

  private primaryChoices: Choices<Expression> | undefined;

  private primaries(): Choices<Expression> {
    this.primaryChoices ??= this.choices<Expression>([
      ...[StringLiteral, LongLiteral, RealLiteral, BooleanLiteral, TimespanLiteral, TypedLiteral].map(
        (type) => [type, this.simpleLiteral] as const,
      ),
      [mark['('], this.parenthesized],
      [word.dynamic, this.dynamicLiteral],
      [word.toscalar, this.toScalar],
      [word.totable, this.toTable],
      [word.datatable, this.dataTable],
      [word.__contextual_datatable, this.contextualDataTable],
      [word.externaldata, this.externalData],
      [word.external_data, this.externalData],
      [word['materialized-view-combine'], this.materializedViewCombine],
    ]);
    return this.primaryChoices;
  }

  private namedPrimary(what: string): Step<Expression> {
    if (this.at(RawGuid)) this.atSimpleLiteral();
    if (this.atTypeOf()) return this.typeOfLiteral;
    if (this.atCall()) return this.call;
    if (this.atBracketedPrimary()) return () => this.bracketedPrimary();
    if (this.at(mark['[']) || this.at(mark['@']) || this.atSpecialWord() || this.nameLength(1) > 0) return this.scopedName;
    return this.expected(what);
  }

  /** `T datascope=hotcache`, or a name alone. */
  private readonly scopedName: Rule<string, Expression> = this.rule('ScopedName', (what?: string): Expression => {
    const start = this.start();
    const expression = this.bareName(what);
    const scope = this.optional(word.datascope, this.dataScope);
    return scope === undefined ? expression : { kind: 'datascope', span: this.span(start), expression, scope };
  });

  protected readonly dataScope = this.rule('DataScope', (): Name => {
    this.accept(word.datascope);
    this.accept(mark['=']);
    return this.wordAsName(this.acceptText(dataScopes, '`all` or `hotcache`'));
  });

  protected atBracketedPrimary(): boolean {
    return this.at(mark['[']) && this.bracketedNameLength(1) === 0;
  }

  /** `[a*]`; anything else in brackets needs something before them. */
  protected bracketedPrimary(): Expression {
    if (this.atWildcardName(2)) return this.bracketedWildcard();
    const start = this.start();
    this.accept(mark['[']);
    const expression = this.expression('a name in quotes');
    this.accept(mark[']']);
    this.note(
      'semantic',
      'brackets without anything before them hold a name in quotes',
      this.span(start),
      'an array is written dynamic([…])',
    );
    return expression;
  }

  protected readonly parenthesized: Rule<never, Parenthesized> = this.rule('Parenthesized', (): Parenthesized => {
    const start = this.start();
    this.accept(mark['(']);
    const expression = this.pipe('an expression after `(`');
    this.accept(mark[')']);
    return { kind: 'parenthesized', span: this.span(start), expression };
  });

  private readonly toScalar = this.rule('ToScalar', this.conversion('toscalar'));

  private readonly toTable = this.rule('ToTable', this.conversion('totable'));

  private conversion(kind: ToScalar['kind']): () => ToScalar {
    return () => {
      const start = this.start();
      this.accept(word[kind]);
      const parameters: OperatorParameter[] = [];
      this.optional(
        () => this.at(word.kind) && this.at(mark['='], 2),
        () => parameters.push(this.operatorParameter({ owner: kind })),
      );
      this.accept(mark['(']);
      const expression = this.pipe(`an expression in \`${kind}(…)\``);
      this.accept(mark[')']);
      return { kind, span: this.span(start), parameters, expression };
    };
  }

  protected star(): Star {
    return { kind: 'star', span: spanOf(this.accept(mark['*'])) };
  }
}

const dataScopes: ReadonlySet<string> = new Set(['all', 'hotcache']);

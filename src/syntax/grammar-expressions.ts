import type { Binary, Expression, ListTest, Logical, NamedExpression, OperatorParameter } from './ast.ts';
import type { Branch, Rule } from './grammar-base.ts';
import { OperandGrammar } from './grammar-operands.ts';
import { spanOf } from './literals.ts';
import { isWordValue, type ParameterContext, type ParameterSet, parameterNames } from './parameters.ts';
import { chains, type Infix, infixOperators, infixTokens, level } from './precedence.ts';
import { AnyWord, DeclaredWord, Identifier, mark, type Token, word } from './tokens.ts';

/** An infix operator that waits for what stands on its right, with what stands on its left. */
interface Pending {
  readonly infix: Infix;
  readonly token: Token;
  readonly operands: Expression[];
}

/** Operands joined by infix operators, named expressions, and the parameters of operators. */
export abstract class ExpressionGrammar extends OperandGrammar {
  /** Reads operands and operators in one run and joins them by precedence, so that a long chain costs no depth. */
  protected readonly expression: Rule<string, Expression> = this.rule('Expression', (what: string | undefined = 'an expression') => {
    if (this.RECORDING_PHASE) return this.recordExpression();
    const pending: Pending[] = [];
    let operand = this.markedOperand(pending) ?? this.operand(what);
    /** How tightly the operand itself is bound, where it came out of an operator. */
    let bound = Number.POSITIVE_INFINITY;
    for (;;) {
      const token = this.peek();
      const infix = this.infixAt(token);
      if (infix === undefined) break;
      for (let top = pending.at(-1); top !== undefined && closes(top.infix, infix); top = pending.at(-1)) {
        operand = join(top, operand);
        bound = top.infix.level;
        pending.pop();
      }
      if (infix.level > bound || (infix.level === bound && !chains.has(infix.level))) this.failChain(token);
      this.accept(token.tokenType);
      if (infix.form === 'list') operand = this.listTest(operand, infix.operator, token);
      else if (infix.form === 'between') operand = this.between(operand, infix.negated);
      else {
        this.push(pending, { infix, token, operands: [operand] });
        operand = this.markedOperand(pending) ?? this.operand(`a value after \`${token.image}\``);
        bound = Number.POSITIVE_INFINITY;
        continue;
      }
      bound = infix.level;
    }
    for (let top = pending.pop(); top !== undefined; top = pending.pop()) operand = join(top, operand);
    return operand;
  });

  protected readonly namedExpression: Rule<string, Expression> = this.rule(
    'NamedExpression',
    (what: string | undefined = 'an expression') => {
      // most expressions begin with a word that no `=` follows: the looks ahead below are for the few others
      if (this.at(Identifier) && !this.at(mark['='], 2) && !this.at(mark['-'], 2)) return this.expression(what);
      return this.which(this.namings, what)(what);
    },
  );

  private readonly namings: readonly Branch<Expression>[] = [
    [() => this.atAssigned(), () => this.simpleNamed()],
    [() => this.atTuple(), () => this.tupleNamed()],
    [() => this.checkName(), this.expression],
  ];

  private readonly simpleNamed: Rule<never, NamedExpression> = this.rule('SimpleNamed', (): NamedExpression => {
    const start = this.start();
    const name = this.declaredName();
    this.accept(mark['=']);
    const value = this.expression('a value after `=`');
    return { kind: 'named', span: this.span(start), names: [name], tuple: false, value };
  });

  private readonly tupleNamed: Rule<never, NamedExpression> = this.rule('TupleNamed', (): NamedExpression => {
    const start = this.start();
    this.accept(mark['(']);
    const names = this.list(this.declaredName, 'a name');
    this.accept(mark[')']);
    this.accept(mark['=']);
    const value = this.expression('a value after `=`');
    return { kind: 'named', span: this.span(start), names, tuple: true, value };
  });

  // ---- precedence ---------------------------------------------------------------------------------------------------------------------

  /** An operand with a sign, or `*` for any column. */
  private markedOperand(pending: readonly Pending[]): Expression | undefined {
    if (this.atSign()) return this.signed();
    return this.at(mark['*']) && this.atStarOperand(pending) ? this.star() : undefined;
  }

  /** `and` and `or` gather the operands of their run in one entry. */
  private push(pending: Pending[], next: Pending): void {
    const top = pending.at(-1);
    if (top?.infix.level === next.infix.level && next.infix.form === 'logical') top.operands.push(next.operands[0]);
    else pending.push(next);
  }

  private infixAt(token: Token): Infix | undefined {
    const infix = infixOperators.get(token.tokenType);
    // `on t in range(a, b, step)` of make-series
    if (infix !== undefined && token.tokenType === word.in && this.at(word.range, 2)) return undefined;
    return infix;
  }

  /** `*` for any column stands before a string operator, or before `==` where a comparison begins. */
  private atStarOperand(pending: readonly Pending[]): boolean {
    const following = infixOperators.get(this.peek(2).tokenType);
    const around = pending.at(-1)?.infix.level ?? level.or;
    if (following?.form !== 'binary' || around >= following.level) return false;
    return following.level === level.string || (this.at(mark['=='], 2) && around < level.equality);
  }

  private failChain(token: Token): never {
    return this.fail(
      `\`${token.image}\` cannot follow another comparison`,
      spanOf(token),
      'comparisons do not chain: join them with `and`, or put one in parentheses',
    );
  }

  private listTest(operand: Expression, operator: ListTest['operator'], token: Token): ListTest {
    const items = this.testList(operator);
    return { kind: 'list-test', span: this.span(operand.span.start), operator, operatorSpan: spanOf(token), operand, items };
  }

  /** The right side of `in` and its like: values, or one tabular expression. */
  private readonly testList: Rule<string, Expression[]> = this.rule('TestList', (operator?: string) => {
    this.accept(mark['('], `\`(\` after \`${operator}\``);
    const first = this.pipe('a value or a query');
    if (isTabular(first)) {
      this.accept(mark[')']);
      return [first];
    }
    const items = [first];
    this.repeat(mark[','], () => {
      this.accept(mark[',']);
      items.push(this.expression('a value after `,`'));
    });
    this.accept(mark[')'], '`,` or `)`');
    return items;
  });

  private between(operand: Expression, negated: boolean): Expression {
    const [low, high] = this.betweenRange();
    return { kind: 'between', span: this.span(operand.span.start), negated, operand, low, high };
  }

  private readonly betweenRange: Rule<never, [Expression, Expression]> = this.rule('BetweenRange', () => {
    this.accept(mark['('], '`(` after `between`');
    const low = this.expression('the lower end');
    this.accept(mark['..'], '`..` between the ends');
    const high = this.expression('the upper end');
    this.accept(mark[')']);
    return [low, high];
  });

  /** The same grammar for the documentation, where precedence is a table beside it. */
  private recordExpression(): Expression {
    const first = this.signedOperand();
    this.repeat(mark['+'], () =>
      this.either<unknown>(
        [
          [() => true, () => this.infixOperator() && this.signedOperand()],
          [() => true, () => this.listOperator() && this.testList()],
          [() => true, () => this.betweenOperator() && this.betweenRange()],
        ],
        'an operator',
      ),
    );
    return first;
  }

  private readonly infixOperator = this.operatorRule('InfixOperator', ({ form }) => form === 'binary' || form === 'logical');
  private readonly listOperator = this.operatorRule('ListOperator', ({ form }) => form === 'list');
  private readonly betweenOperator = this.operatorRule('BetweenOperator', ({ form }) => form === 'between');

  private operatorRule(name: string, test: (infix: Infix) => boolean): Rule<never, Token> {
    return this.rule(name, () =>
      this.either(
        infixTokens(test).map((type) => [type, () => this.accept(type)] as const),
        'an operator',
      ),
    );
  }

  // ---- named expressions --------------------------------------------------------------------------------------------------------------

  private atAssigned(): boolean {
    const length = this.nameLength(1, DeclaredWord);
    return length > 0 && this.at(mark['='], length + 1);
  }

  /** `(a, b) =`. */
  private atTuple(): boolean {
    if (!this.at(mark['('])) return false;
    let ahead = 2;
    while (!this.at(mark[')'], ahead)) {
      const length = this.nameLength(ahead, DeclaredWord);
      if (length === 0) return false;
      ahead += length;
      if (this.at(mark[','], ahead)) ahead++;
      else if (!this.at(mark[')'], ahead)) return false;
    }
    return this.at(mark['='], ahead + 1);
  }

  /** Refuses `a-b = 1` and `first = 1`, whose names need brackets; true otherwise. */
  private checkName(): true {
    if (!this.at(AnyWord)) return true;
    let length = 1;
    while ((this.at(AnyWord, length + 1) || this.at(mark['-'], length + 1)) && this.adjacent(length + 1)) length++;
    if (this.at(mark['='], length + 1)) {
      const tokens = Array.from({ length }, (_, i) => this.peek(i + 1));
      const name = tokens.map(({ image }) => image).join('');
      const span = { start: tokens[0].startOffset, end: tokens[length - 1].endOffset + 1 };
      this.fail(`\`${name}\` cannot be a name as it is`, span, `put it in brackets: ['${name}']`);
    }
    return true;
  }

  // ---- parameters ---------------------------------------------------------------------------------------------------------------------

  /** `kind=inner`. */
  protected readonly operatorParameter: Rule<ParameterContext, OperatorParameter> = this.rule(
    'OperatorParameter',
    (context?: ParameterContext): OperatorParameter => {
      const start = this.start();
      const name = this.accept(AnyWord, 'a parameter name');
      this.accept(mark['='], `\`=\` after \`${name.image}\``);
      const value = this.parameterValue({ owner: context?.owner ?? '', name: name.image });
      return { kind: 'operator-parameter', span: this.span(start), name: name.image, nameSpan: spanOf(name), value };
    },
  );

  private readonly parameterValue: Rule<ParameterContext, Expression> = this.rule(
    'ParameterValue',
    (context?: ParameterContext): Expression => {
      const { owner = '', name = '' } = context ?? {};
      return this.either<Expression>(
        [
          [() => this.nameLength(1) > 0 && !this.atTypeOf(), this.name],
          [() => isWordValue(owner, name, this.peek().image), () => this.wordAsName(this.accept(AnyWord))],
          [() => true, () => this.literal(`a value for \`${name}\``)],
        ],
        `a value for \`${name}\``,
      );
    },
  );

  /**
   * The parameters after an operator's word. `strict` ones are recognized by the `=` behind them; for the others the name is enough, so
   * that what follows cannot begin with such a name.
   */
  protected parameters(set: ParameterSet, strict = true): OperatorParameter[] {
    const parameters: OperatorParameter[] = [];
    const names = parameterNames(set);
    this.repeat(
      () => this.atText(names) && (!strict || this.at(mark['='], 2)),
      () => parameters.push(this.operatorParameter({ owner: set })),
    );
    return parameters;
  }
}

/** Whether a waiting operator takes its right side before the next operator comes; `and` and `or` go on gathering. */
function closes(waiting: Infix, next: Infix): boolean {
  return waiting.level > next.level || (waiting.level === next.level && next.form !== 'logical');
}

function join({ infix, token, operands }: Pending, last: Expression): Expression {
  const first = operands[0];
  const span = { start: first.span.start, end: last.span.end };
  if (infix.form === 'logical') {
    return { kind: 'logical', span, operator: infix.operator, operands: [...operands, last] } satisfies Logical;
  }
  const operator = (infix as Infix & { form: 'binary' }).operator;
  return { kind: 'binary', span, operator, operatorSpan: spanOf(token), left: first, right: last } satisfies Binary;
}

const sources: ReadonlySet<Expression['kind']> = new Set([
  ...(['pipe', 'print', 'range', 'inline-external-table', 'macro-expand', 'union', 'search', 'find', 'evaluate'] as const),
]);

/** Whether an expression is a query by its form. */
function isTabular({ kind }: Expression): boolean {
  return sources.has(kind);
}

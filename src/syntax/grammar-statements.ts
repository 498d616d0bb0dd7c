import type {
  AliasStatement,
  ColumnDeclaration,
  Expression,
  ExpressionStatement,
  FunctionBody,
  FunctionDeclaration,
  FunctionParameter,
  LetStatement,
  Materialize,
  PatternDeclaration,
  PatternMatch,
  PatternStatement,
  QueryParametersStatement,
  RestrictStatement,
  SetStatement,
  Statement,
} from './ast.ts';
import type { Branch, Rule } from './grammar-base.ts';
import { PipeGrammar } from './grammar-pipes.ts';
import { expectsEnd } from './hints.ts';
import { DeclaredWord, type KqlTokenType, mark, word } from './tokens.ts';

/** Statements, and the functions that let declares. */
export abstract class StatementGrammar extends PipeGrammar {
  /** Statements with `;` between them, and perhaps one at the end. */
  protected readonly statements: Rule<never, Statement[]> = this.rule('Statements', (): Statement[] => {
    const statements: Statement[] = [];
    const one = (): void => {
      const from = this.position;
      try {
        statements.push(this.statement());
        if (!this.at(mark[';']) && !this.atStatementsEnd()) this.expected(expectsEnd);
      } catch (error) {
        this.recover(error, from, statementEnds);
      }
    };
    this.optional(() => !this.atStatementsEnd(), one);
    this.repeat(mark[';'], () => {
      this.accept(mark[';']);
      this.optional(() => !this.atStatementsEnd(), one);
    });
    return statements;
  });

  private atStatementsEnd(): boolean {
    return this.atEnd() || this.at(mark[')']);
  }

  protected readonly statement: Rule<never, Statement> = this.rule(
    'Statement',
    (): Statement =>
      this.either<Statement>(
        [
          [() => this.at(word.let) && this.nameLength(2) > 0, this.let],
          [word.set, this.set],
          [() => this.at(word.declare) && this.at(word.query_parameters, 2), this.queryParameters],
          [() => this.at(word.declare) && this.at(word.pattern, 2), this.pattern],
          [() => this.at(word.alias) && this.at(word.database, 2), this.alias],
          [() => this.at(word.restrict) && this.at(word.access, 2), this.restrict],
          [() => true, this.expressionStatement],
        ],
        'a statement',
      ),
  );

  private readonly expressionStatement = this.rule('ExpressionStatement', (): ExpressionStatement => {
    const start = this.start();
    const expression = this.pipe('a query');
    return { kind: 'expression-statement', span: this.span(start), expression };
  });

  protected readonly let: Rule<never, LetStatement> = this.rule('Let', (): LetStatement => {
    const start = this.start();
    this.accept(word.let);
    const name = this.name('a name after `let`');
    this.accept(mark['='], `\`=\` after \`let ${name.text}\``);
    const value = this.either<LetStatement['value']>(
      [
        [word.materialize, this.materialize],
        [word.entity_group, this.entityGroup],
        [() => this.atFunction(), this.functionDeclaration],
        [() => true, this.pipe],
      ],
      'a value after `=`',
    );
    return { kind: 'let', span: this.span(start), name, value };
  });

  private readonly materialize = this.rule('Materialize', (): Materialize => {
    const start = this.start();
    this.accept(word.materialize);
    this.accept(mark['('], '`(` after `materialize`');
    const expression = this.pipe('a query in `materialize(…)`');
    this.accept(mark[')']);
    return { kind: 'materialize', span: this.span(start), expression };
  });

  // ---- functions ----------------------------------------------------------------------------------------------------------------------

  /** `view` or the parameters of a function: `()`, `(*`, `(a:`. */
  private atFunction(): boolean {
    const open = this.at(word.view) ? 2 : 1;
    if (!this.at(mark['('], open)) return false;
    if (this.at(mark[')'], open + 1) || this.at(mark['*'], open + 1)) return true;
    const length = this.nameLength(open + 1, DeclaredWord);
    return length > 0 && this.at(mark[':'], open + 1 + length);
  }

  private readonly functionDeclaration: Rule<never, FunctionDeclaration> = this.rule('FunctionDeclaration', (): FunctionDeclaration => {
    const start = this.start();
    const view = this.optional(word.view, () => this.accept(word.view));
    const parameters = this.functionParameters();
    const body = this.functionBody();
    return { kind: 'function', span: this.span(start), view: view !== undefined, parameters, body };
  });

  protected readonly functionParameters = this.rule('FunctionParameters', (): FunctionParameter[] => {
    this.accept(mark['('], '`(` and the parameters');
    const parameters = this.list(this.functionParameter, 'a parameter like `a:long`', { least: 0 });
    this.accept(mark[')'], '`,` or `)`');
    return parameters;
  });

  /** What a function does: let and query parameters, then perhaps an expression. */
  protected readonly functionBody: Rule<never, FunctionBody> = this.rule('FunctionBody', this.body(this.functionStatement()));

  /** What a match of a pattern stands for: as the body of a function, with let alone. */
  private readonly patternBody: Rule<never, FunctionBody> = this.rule('PatternBody', this.body([[word.let, () => this.let()]]));

  private functionStatement(): Branch<Statement>[] {
    return [
      [word.let, () => this.let()],
      [word.declare, () => this.queryParameters()],
    ];
  }

  private body(statement: readonly Branch<Statement>[]): () => FunctionBody {
    const atStatement = (): boolean => statement.some(([type]) => this.at(type as KqlTokenType));
    return () => {
      const start = this.start();
      this.accept(mark['{'], '`{` and a body');
      const statements: Statement[] = [];
      this.repeat(atStatement, () => this.bodyStatement(statement, statements));
      const result = this.bodyResult();
      this.optional(mark[';'], () => this.accept(mark[';']));
      this.accept(mark['}'], '`}` at the end of the body');
      return { kind: 'function-body', span: this.span(start), statements, result };
    };
  }

  private bodyStatement(statement: readonly Branch<Statement>[], statements: Statement[]): void {
    const from = this.position;
    try {
      statements.push(this.either(statement, 'a statement'));
    } catch (error) {
      this.recover(error, from, statementEnds);
    }
    if (!this.at(mark['}'])) this.accept(mark[';'], '`;` after the statement');
  }

  private bodyResult(): Expression | undefined {
    const from = this.position;
    try {
      return this.optional(
        () => !this.at(mark['}']) && !this.at(mark[';']) && !this.atEnd(),
        () => this.pipe('an expression or `}`'),
      );
    } catch (error) {
      this.recover(error, from, statementEnds);
      return undefined;
    }
  }

  // ---- the other statements -----------------------------------------------------------------------------------------------------------

  private readonly set = this.rule('Set', (): SetStatement => {
    const start = this.start();
    this.accept(word.set);
    const name = this.name('an option after `set`');
    const value = this.optional(mark['='], () => {
      this.accept(mark['=']);
      return this.expression('a value after `=`');
    });
    return { kind: 'set', span: this.span(start), name, value };
  });

  private readonly alias = this.rule('Alias', (): AliasStatement => {
    const start = this.start();
    this.accept(word.alias);
    this.accept(word.database);
    const name = this.name('a name after `alias database`');
    this.accept(mark['=']);
    const value = this.expression('a database after `=`');
    return { kind: 'alias', span: this.span(start), name, value };
  });

  private readonly queryParameters: Rule<never, QueryParametersStatement> = this.rule('QueryParameters', (): QueryParametersStatement => {
    const start = this.start();
    this.accept(word.declare);
    this.accept(word.query_parameters);
    this.accept(mark['('], '`(` and the parameters');
    const parameters = this.list(this.functionParameter, 'a parameter like `a:long`');
    this.accept(mark[')'], '`,` or `)`');
    return { kind: 'query-parameters', span: this.span(start), parameters };
  });

  private readonly restrict = this.rule('Restrict', (): RestrictStatement => {
    const start = this.start();
    this.accept(word.restrict);
    this.accept(word.access);
    this.accept(word.to);
    this.accept(mark['('], '`(` and the tables');
    const targets = this.list(this.entity, 'a table');
    this.accept(mark[')'], '`,` or `)`');
    const options = this.optional(word.with, this.properties);
    return { kind: 'restrict', span: this.span(start), targets, options: options ?? [] };
  });

  private readonly pattern = this.rule('Pattern', (): PatternStatement => {
    const start = this.start();
    this.accept(word.declare);
    this.accept(word.pattern);
    const name = this.name('a name after `declare pattern`');
    const declaration = this.optional(mark['='], this.patternDeclaration);
    return { kind: 'pattern', span: this.span(start), name, declaration };
  });

  private readonly patternDeclaration = this.rule('PatternDeclaration', (): PatternDeclaration => {
    this.accept(mark['=']);
    this.accept(mark['(']);
    const parameters = this.list(this.columnDeclaration, 'a parameter like `a:string`', { least: 0 });
    this.accept(mark[')'], '`,` or `)`');
    const path = this.optional(mark['['], (): ColumnDeclaration => {
      this.accept(mark['[']);
      const column = this.columnDeclaration();
      this.accept(mark[']']);
      return column;
    });
    this.accept(mark['{'], '`{` and the matches');
    const matches = [this.patternMatch()];
    this.repeat(mark['('], () => matches.push(this.patternMatch()));
    this.accept(mark['}'], '`(` or `}`');
    return { parameters, path, matches };
  });

  private readonly patternMatch = this.rule('PatternMatch', (): PatternMatch => {
    const start = this.start();
    this.accept(mark['('], '`(` and the values of a match');
    const values = this.list(this.expression, 'a value');
    this.accept(mark[')'], '`,` or `)`');
    const path = this.optional(mark['.'], (): Expression => {
      this.accept(mark['.']);
      this.accept(mark['[']);
      const value = this.literal();
      this.accept(mark[']']);
      return value;
    });
    this.accept(mark['='], '`=` and the body of the match');
    const body = this.patternBody();
    this.accept(mark[';'], '`;` after the match');
    return { span: this.span(start), values, path, body };
  });
}

const statementEnds = new Set([mark[';']]);

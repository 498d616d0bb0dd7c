import type {
  EntityGroup,
  Expression,
  FacetOperator,
  ForkOperator,
  MacroExpandOperator,
  Name,
  Operator,
  PartitionByOperator,
  PartitionOperator,
  Statement,
} from './ast.ts';
import type { Rule } from './grammar-base.ts';
import { TableOperatorGrammar } from './grammar-operators-tables.ts';
import { mark, word } from './tokens.ts';

/** Operators that hand a table, or parts of it, to queries of their own: fork, facet, partition, macro-expand. */
export abstract class PartOperatorGrammar extends TableOperatorGrammar {
  protected abstract readonly statements: Rule<never, Statement[]>;
  /** A sub-query that may also have a source of its own, as the branches of fork do. */
  protected abstract readonly branch: Rule<never, Expression>;
  protected abstract readonly operator: Rule<never, Operator>;

  protected readonly fork = this.rule('Fork', (): ForkOperator => {
    const keyword = this.keyword(word.fork);
    if (!this.atForkBranch()) this.expected('a sub-query in parentheses after `fork`');
    const branches = [this.forkBranch()];
    this.repeat(
      () => this.atForkBranch(),
      () => branches.push(this.forkBranch()),
    );
    return this.node('fork', keyword, { branches });
  });

  private atForkBranch(): boolean {
    const length = this.nameLength(1);
    return this.at(mark['(']) || (length > 0 && this.at(mark['='], length + 1));
  }

  private readonly forkBranch = this.rule('ForkBranch', (): ForkOperator['branches'][number] => {
    const start = this.start();
    const name = this.optional(
      () => !this.at(mark['(']),
      () => {
        const name = this.name();
        this.accept(mark['=']);
        return name;
      },
    );
    this.accept(mark['('], '`(` and a sub-query');
    const subquery = this.branch();
    this.accept(mark[')']);
    return { span: this.span(start), name, subquery };
  });

  protected readonly facet = this.rule('Facet', (): FacetOperator => {
    const keyword = this.keyword(word.facet);
    this.accept(word.by, '`by` after `facet`');
    const by = this.list(this.simplePath, 'a column after `by`', { ends: [word.with] });
    const clause = this.optional(word.with, this.facetWith);
    return this.node('facet', keyword, { by, with: clause });
  });

  private readonly facetWith = this.rule('FacetWith', (): Expression => {
    this.accept(word.with);
    return this.either<Expression>(
      [
        [mark['('], () => this.parenthesizedSubquery()],
        [() => true, () => this.nested(() => this.singleOperator())],
      ],
      'a sub-query',
    );
  });

  private readonly singleOperator = this.rule('SingleOperator', (): Expression => {
    const operator = this.operator();
    return { kind: 'pipe', span: operator.span, source: undefined, operators: [operator] };
  });

  private parenthesizedSubquery(): Expression {
    const start = this.start();
    this.accept(mark['(']);
    const expression = this.subquery();
    this.accept(mark[')']);
    return { kind: 'parenthesized', span: this.span(start), expression };
  }

  protected readonly partition = this.rule('Partition', (): PartitionOperator => {
    const keyword = this.keyword(word.partition);
    const parameters = this.parameters('partition', false);
    this.accept(word.by, '`by` after `partition`');
    const by = this.simplePath('a column after `by`');
    const scope = this.optional(word.in, this.partitionScope);
    const start = this.start();
    const body = this.either<Omit<PartitionOperator['body'], 'span'>>(
      [
        [mark['{'], () => ({ form: 'query' as const, statements: [], expression: this.partitionQuery() })],
        [mark['('], () => ({ form: 'subquery' as const, statements: [], expression: this.part(this.subquery) })],
      ],
      'a sub-query in parentheses',
    );
    return this.node('partition', keyword, { parameters, by, scope, body: { ...body, span: this.span(start) } });
  });

  private readonly partitionScope = this.rule('PartitionScope', (): Expression => {
    this.accept(word.in);
    return this.either<Expression>(
      [
        [() => this.atCall(), this.call],
        [word.dynamic, this.dynamicLiteral],
      ],
      'a call or `dynamic(…)` after `in`',
    );
  });

  private readonly partitionQuery = this.rule('PartitionQuery', (): Expression => {
    this.accept(mark['{']);
    const expression = this.pipe('a query');
    this.accept(mark['}']);
    return expression;
  });

  private part(subquery: Rule<never, Expression>): Expression {
    this.accept(mark['('], '`(` and a sub-query');
    const expression = subquery();
    this.accept(mark[')']);
    return expression;
  }

  protected readonly partitionBy = this.rule('PartitionBy', (): PartitionByOperator => {
    const keyword = this.keyword(word.__partitionby);
    const parameters = this.parameters('partition', false);
    const by = this.simplePath('a column');
    const contextId = this.optional(word.id, () => {
      this.accept(word.id);
      return this.literal('an id');
    });
    const subquery = this.part(this.contextualSubquery);
    return this.node('__partitionby', keyword, { parameters, by, contextId, subquery });
  });

  /** A path of names and indexes, without calls. */
  protected readonly simplePath: Rule<string, Expression> = this.rule('SimplePath', (what: string | undefined = 'a column'): Expression => {
    const start = this.start();
    let path: Expression = this.bareName(what);
    this.repeat(
      () => this.at(mark['.']) || this.at(mark['[']),
      () => {
        path = this.pathStep(start, path, this.plainMember)();
      },
    );
    return path;
  });

  // ---- macro-expand -------------------------------------------------------------------------------------------------------------------

  protected readonly macroExpand = this.rule('MacroExpand', (): MacroExpandOperator => {
    const keyword = this.keyword(word['macro-expand']);
    const parameters = this.parameters('union');
    const group = this.groupReference();
    const scope = this.optional(word.as, (): Name => {
      this.accept(word.as);
      return this.name('a name after `as`');
    });
    this.accept(mark['('], '`(` and a query');
    const statements = this.statements();
    this.accept(mark[')']);
    return this.node('macro-expand', keyword, { parameters, group, scope, statements });
  });

  private readonly groupReference = this.rule(
    'GroupReference',
    (): Expression =>
      this.either<Expression>(
        [
          [word.entity_group, this.entityGroup],
          [() => this.atQualifiedGroup(), this.entity],
          [() => true, this.name],
        ],
        'an entity group',
      ),
  );

  private atQualifiedGroup(): boolean {
    return this.at(mark['('], 2) && (this.peek().image === 'database' || this.peek().image === 'cluster');
  }

  /** `entity_group [cluster('c').database('d'), …]`, or a call of that name. */
  protected readonly entityGroup: Rule<never, Expression> = this.rule(
    'EntityGroup',
    (): Expression =>
      this.either<Expression>(
        [
          [() => this.atCall(), this.call],
          [() => true, this.entityList],
        ],
        'an entity group',
      ),
  );

  private readonly entityList = this.rule('EntityList', (): EntityGroup => {
    const start = this.start();
    this.accept(word.entity_group);
    this.accept(mark['[']);
    const entities = this.list(this.expression, 'a database');
    this.accept(mark[']'], '`,` or `]`');
    return { kind: 'entity-group', span: this.span(start), entities };
  });
}

import type {
  Expression,
  FindOperator,
  FindProject,
  JoinOperator,
  LookupOperator,
  OperatorParameter,
  SearchOperator,
  UnionOperator,
} from './ast.ts';
import type { Rule } from './grammar-base.ts';
import { ValueOperatorGrammar } from './grammar-operators-values.ts';
import { spanOf } from './literals.ts';
import { mark, word } from './tokens.ts';

/** Operators over several tables: join, lookup, union, find, search. */
export abstract class TableOperatorGrammar extends ValueOperatorGrammar {
  // ---- join ---------------------------------------------------------------------------------------------------------------------------

  protected readonly join = this.rule('Join', (): JoinOperator => {
    const keyword = this.keyword(word.join);
    const parameters = this.parameters('join');
    const right = this.expression('a table or a query in parentheses after `join`');
    const condition = this.optional(() => this.at(word.on) || this.at(word.where), this.joinCondition);
    return this.node('join', keyword, { parameters, right, on: condition?.on, where: condition?.where });
  });

  private readonly joinCondition = this.rule('JoinCondition', () =>
    this.either<Pick<JoinOperator, 'on' | 'where'>>(
      [
        [word.on, () => ({ on: this.joinKeys(), where: undefined })],
        [
          word.where,
          () => {
            this.accept(word.where);
            return { on: undefined, where: this.expression('a predicate after `where`') };
          },
        ],
      ],
      '`on` and the keys',
    ),
  );

  protected readonly lookup = this.rule('Lookup', (): LookupOperator => {
    const keyword = this.keyword(word.lookup);
    const parameters = this.parameters('lookup');
    const right = this.expression('a table or a query in parentheses after `lookup`');
    if (!this.at(word.on)) this.expected('`on` and the keys');
    const on = this.joinKeys();
    return this.node('lookup', keyword, { parameters, right, on });
  });

  private readonly joinKeys = this.rule('JoinKeys', (): Expression[] => {
    this.accept(word.on);
    return this.list(this.expression, 'a key after `on`');
  });

  // ---- union, find, search ------------------------------------------------------------------------------------------------------------

  protected readonly union = this.rule('Union', (): UnionOperator => {
    const keyword = this.keyword(word.union);
    const parameters = this.parameters('union');
    const tables = this.list(this.unionTable, 'a table after `union`');
    return this.node('union', keyword, { parameters, tables });
  });

  private readonly unionTable = this.rule(
    'UnionTable',
    (): Expression =>
      this.either<Expression>(
        [
          [mark['('], this.parenthesized],
          [() => true, this.entity],
        ],
        'a table',
      ),
  );

  /** A table by name, path or pattern: `T`, `Sec*`, `database('d').T*`. */
  protected readonly entity: Rule<string, Expression> = this.rule('Entity', (what: string | undefined = 'a table'): Expression => {
    const start = this.start();
    if (this.atWildcardName()) return this.wildcardName();
    let entity = this.either<Expression>(
      [
        [() => this.atWildcardName(), this.wildcardName],
        [() => this.atCall(), this.call],
        [() => this.atBracketedPrimary(), () => this.bracketedPrimary()],
        [() => true, this.bareName],
      ],
      what,
    );
    let patterned = false;
    this.repeat(
      () => !patterned && (this.at(mark['.']) || this.at(mark['['])),
      () => {
        const base = entity;
        const pattern = (): boolean => this.at(mark['.']) && this.atWildcardName(2);
        entity = this.either<Expression>(
          [
            [
              pattern,
              () => {
                patterned = true;
                return this.memberStep(start, base, this.wildcardName);
              },
            ],
            [() => true, this.pathStep(start, base, this.member)],
          ],
          'a table',
        );
      },
    );
    return entity;
  });

  protected readonly find = this.rule('Find', (): FindOperator => {
    const keyword = this.keyword(word.find);
    const scope = this.optional(word.datascope, () => this.scopeParameter());
    const parameters = [...(scope ? [scope] : []), ...this.parameters('find', false)];
    const tables = this.optional(word.in, this.inTables);
    const required = tables !== undefined || parameters.length > (scope ? 1 : 0);
    this.optional(
      () => required || this.at(word.where),
      () => this.accept(word.where, '`where` and a predicate'),
    );
    const predicate = this.expression('a predicate');
    const project = this.optional(
      () => this.at(word.project) || this.at(word['project-smart']),
      () => this.findProject(),
    );
    const projectAway = this.optional(word.__projectAway, this.findProjectAway);
    return this.node('find', keyword, { parameters, in: tables, predicate, project, projectAway });
  });

  private scopeParameter(): OperatorParameter {
    const start = this.start();
    const nameSpan = spanOf(this.peek());
    const value = this.dataScope();
    return { kind: 'operator-parameter', span: this.span(start), name: 'datascope', nameSpan, value };
  }

  private readonly inTables = this.rule('InTables', (): Expression[] => {
    this.accept(word.in);
    this.accept(mark['('], '`(` and the tables after `in`');
    const tables = this.list(this.inTable, 'a table');
    this.accept(mark[')'], '`,` or `)`');
    return tables;
  });

  /** A table to search in, perhaps named: `T | as Name`. */
  private readonly inTable = this.rule('InTable', (): Expression => {
    const start = this.start();
    const source = this.entity();
    const as = this.optional(mark['|'], () => {
      this.accept(mark['|']);
      return this.as();
    });
    return as === undefined ? source : { kind: 'pipe', span: this.span(start), source, operators: [as] };
  });

  private readonly findProject = this.rule('FindProject', (): FindProject => {
    const columns = this.either<(FindProject['columns'][number] | undefined)[] | undefined>(
      [
        [word['project-smart'], () => void this.accept(word['project-smart'])],
        [() => true, () => this.findColumns()],
      ],
      'columns',
    );
    return this.ACTION((): FindProject => {
      if (columns === undefined) return { smart: true, columns: [], pack: false };
      const listed = columns.filter((column) => column !== undefined);
      return { smart: false, columns: listed, pack: listed.length < columns.length };
    });
  });

  private findColumns(): (FindProject['columns'][number] | undefined)[] {
    this.accept(word.project);
    return this.list(this.findColumn, 'a column after `project`', { ends: [word.__projectAway] });
  }

  private readonly findProjectAway = this.rule('FindProjectAway', (): Expression[] => {
    this.accept(word.__projectAway);
    const start = this.start();
    const columns = this.list(this.findColumn, 'a column');
    if (columns.includes(undefined)) this.note('semantic', '`pack(*)` is no column that could be left out', this.span(start));
    return columns.flatMap((column) => (column === undefined ? [] : [column.column]));
  });

  /** A column, perhaps with its type, or undefined for `pack(*)`. */
  private readonly findColumn = this.rule('FindColumn', (): FindProject['columns'][number] | undefined => {
    const start = this.start();
    const column = this.either<Expression | undefined>(
      [
        [word.pack, () => this.packAll()],
        [mark['*'], () => this.star()],
        [() => true, this.name],
      ],
      'a column',
    );
    const type = this.optional(
      () => column?.kind === 'name' && this.at(mark[':']),
      () => {
        this.accept(mark[':']);
        return this.columnType();
      },
    );
    return column && { span: this.span(start), column, type };
  });

  private packAll(): undefined {
    this.accept(word.pack);
    this.accept(mark['(']);
    this.accept(mark['*']);
    this.accept(mark[')']);
    return undefined;
  }

  protected readonly search = this.rule('Search', (): SearchOperator => {
    const keyword = this.keyword(word.search);
    const parameters = this.parameters('search');
    const scope = this.optional(word.datascope, () => this.scopeParameter());
    const tables = this.optional(word.in, this.inTables);
    const predicate = this.searchPredicate();
    return this.node('search', keyword, { parameters: scope ? [...parameters, scope] : parameters, in: tables, predicate });
  });

  /** A predicate, `*` for all rows, or `* and` a predicate. */
  private readonly searchPredicate = this.rule('SearchPredicate', (): Expression => {
    const start = this.start();
    const what = 'a text or predicate to search for';
    const star = (): boolean => this.at(mark['*']) && (this.atListEnd([], 2) || this.at(word.and, 2));
    const all = this.optional(star, () => this.star());
    if (all === undefined) return this.expression(what);
    const rest = this.optional(word.and, () => {
      this.accept(word.and);
      return this.expression('a predicate after `and`');
    });
    if (rest === undefined) return all;
    return { kind: 'logical', span: this.span(start), operator: 'and', operands: [all, rest] };
  });
}

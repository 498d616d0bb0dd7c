import type {
  ContextualDataTable,
  DataTable,
  Expression,
  ExternalData,
  FunctionParameter,
  InlineExternalTable,
  MaterializedViewCombine,
  Name,
  OperatorParameter,
  PrintOperator,
  RangeOperator,
  SummarizeOperator,
} from './ast.ts';
import type { Rule } from './grammar-base.ts';
import { ExpressionGrammar } from './grammar-expressions.ts';
import { readString, spanOf } from './literals.ts';
import {
  BooleanLiteral,
  type KqlTokenType,
  LongLiteral,
  mark,
  RealLiteral,
  StringLiteral,
  type Token,
  TypedLiteral,
  word,
} from './tokens.ts';

/** Where rows come from: print, range, datatable, external tables; and what every operator rule is made with. */
export abstract class SourceGrammar extends ExpressionGrammar {
  protected abstract readonly summarize: Rule<never, SummarizeOperator>;

  protected readonly print = this.rule('Print', (): PrintOperator => {
    const keyword = this.keyword(word.print);
    const items = this.list(this.namedExpression, 'a value after `print`');
    return this.node('print', keyword, { items });
  });

  protected readonly range = this.rule('Range', (): RangeOperator => {
    const keyword = this.keyword(word.range);
    const name = this.name('a column name after `range`');
    this.accept(word.from);
    const from = this.expression('the first value after `from`');
    this.accept(word.to);
    const to = this.expression('the last value after `to`');
    this.accept(word.step);
    const step = this.expression('a value after `step`');
    return this.node('range', keyword, { name, from, to, step });
  });

  protected readonly dataTable = this.rule('DataTable', (): DataTable => {
    const keyword = this.keyword(word.datatable);
    const parameters = this.parameters('none', false);
    const schema = this.rowSchema();
    this.accept(mark['['], '`[` and the values');
    this.optional(mark[','], () => this.accept(mark[',']));
    const values = this.list(this.literal, 'a literal value', { least: 0, trailing: true });
    this.accept(mark[']'], '`,` or `]`');
    return this.node('datatable', keyword, { parameters, schema, values });
  });

  protected readonly contextualDataTable = this.rule('ContextualDataTable', (): ContextualDataTable => {
    const keyword = this.keyword(word.__contextual_datatable);
    const id = this.either<Expression>(
      [
        [() => this.atLiteral(), this.literal],
        [() => true, this.expression],
      ],
      'an id',
    );
    const schema = this.rowSchema();
    return this.node('__contextual_datatable', keyword, { id, schema });
  });

  // ---- external data ------------------------------------------------------------------------------------------------------------------

  protected readonly externalData = this.rule('ExternalData', (): ExternalData => {
    const keyword = this.keyword(word.externaldata, word.external_data);
    const parameters = this.parameters('none', false);
    const schema = this.rowSchema();
    this.accept(mark['['], '`[` and the addresses');
    const uris = this.list(this.pipe, 'an address in quotes', { least: 0, trailing: true });
    this.accept(mark[']'], '`,` or `]`');
    const properties = this.optional(word.with, this.properties);
    return this.node('externaldata', keyword, {
      keyword: keyword.image as ExternalData['keyword'],
      parameters,
      schema,
      uris,
      with: properties ?? [],
    });
  });

  /** `with (name = value, …)` of external tables and of restrict. */
  protected readonly properties = this.rule('Properties', (): OperatorParameter[] => {
    this.accept(word.with);
    this.accept(mark['(']);
    const properties = this.list(this.property, 'a property like `format = …`', { least: 0 });
    this.accept(mark[')'], '`,` or `)`');
    return properties;
  });

  private readonly property = this.rule('Property', (): OperatorParameter => {
    const start = this.start();
    const name = this.declaredName('a property name');
    this.accept(mark['=']);
    const value = this.propertyValue();
    return { kind: 'operator-parameter', span: this.span(start), name: name.text, nameSpan: name.span, value };
  });

  private readonly propertyValue = this.rule('PropertyValue', (): Expression => {
    const literal = (): boolean =>
      propertyLiterals.has(this.peek().tokenType) ||
      (this.at(TypedLiteral) && /^(?:date|guid|bool|long|int64|real|double)/.test(this.peek().image));
    return this.either<Expression>(
      [
        [literal, this.simpleLiteral],
        [() => true, this.declaredName],
      ],
      'a value',
    );
  });

  protected readonly inlineExternalTable = this.rule('InlineExternalTable', (): InlineExternalTable => {
    const keyword = this.keyword(word.inline_external_table);
    const schema = this.optional(
      () => this.atSchemaOfTable(1),
      () => this.rowSchema(),
    );
    const kindWord = this.accept(word.kind);
    this.accept(mark['=']);
    const tableKind = this.wordAsName(this.acceptText(externalKinds, '`storage` or `delta`'));
    const delta = tableKind.text === 'delta';
    if (schema === undefined && !delta) this.fail('an external table of this kind needs a schema before `kind`', spanOf(kindWord));
    const partitionBy = this.optional(word.partition, this.partitionColumns);
    const pathFormat = this.optional(word.pathformat, this.pathFormat);
    const dataFormat = this.optional(
      () => !delta || this.at(word.dataformat),
      () => this.dataFormat(),
    );
    this.accept(mark['('], '`(` and the connection strings');
    const connectionStrings = this.list(this.pipe, 'a connection string', {
      least: 0,
      trailing: true,
    });
    this.accept(mark[')'], '`,` or `)`');
    const properties = this.optional(word.with, this.properties);
    return this.node('inline-external-table', keyword, {
      schema,
      tableKind,
      partitionBy: partitionBy ?? [],
      pathFormat,
      dataFormat,
      connectionStrings,
      with: properties ?? [],
    });
  });

  private readonly dataFormat = this.rule('DataFormat', (): Name => {
    this.accept(word.dataformat);
    this.accept(mark['=']);
    return this.identifier('a data format');
  });

  private readonly partitionColumns = this.rule('PartitionColumns', (): InlineExternalTable['partitionBy'] => {
    this.accept(word.partition);
    this.accept(word.by);
    this.accept(mark['(']);
    this.optional(mark[','], () => this.accept(mark[',']));
    const columns = this.list(this.partitionColumn, 'a column like `a:datetime`', { least: 0, trailing: true });
    this.accept(mark[')'], '`,` or `)`');
    return columns;
  });

  private readonly partitionColumn = this.rule('PartitionColumn', (): InlineExternalTable['partitionBy'][number] => {
    const start = this.start();
    const name = this.declaredName('a column name');
    this.accept(mark[':']);
    const type = this.typeName();
    if (!partitionTypes.has(type.text)) this.fail('external tables are partitioned by datetime, long or string', type.span);
    const value = this.optional(mark['='], () => {
      this.accept(mark['=']);
      return this.expression('a value after `=`');
    });
    return { span: this.span(start), name, type, value };
  });

  /** `pathformat = ('/' datetime_pattern('yyyy', d) '/' a)`: columns with separators around them. */
  private readonly pathFormat = this.rule('PathFormat', (): Expression[] => {
    this.accept(word.pathformat);
    this.accept(mark['=']);
    this.accept(mark['(']);
    const parts: Expression[] = [];
    this.pathSeparator(parts);
    parts.push(this.pathColumn());
    this.pathSeparator(parts);
    this.repeat(
      () => !this.at(mark[')']) && !this.atEnd(),
      () => {
        parts.push(this.pathColumn());
        this.pathSeparator(parts);
      },
    );
    this.accept(mark[')']);
    return parts;
  });

  private pathSeparator(parts: Expression[]): void {
    this.optional(StringLiteral, () => {
      const token = this.accept(StringLiteral);
      parts.push(this.ACTION(() => readString([token])));
    });
  }

  private readonly pathColumn = this.rule(
    'PathColumn',
    (): Expression =>
      this.either<Expression>(
        [
          [word.datetime_pattern, () => this.datetimePattern()],
          [() => true, this.name],
        ],
        'a column or datetime_pattern(…)',
      ),
  );

  private datetimePattern(): Expression {
    const start = this.start();
    const name = this.wordAsName(this.accept(word.datetime_pattern));
    this.accept(mark['(']);
    const format = this.accept(StringLiteral);
    this.accept(mark[',']);
    const column = this.name('a column');
    this.accept(mark[')']);
    return this.ACTION((): Expression => ({ kind: 'call', span: this.span(start), name, arguments: [readString([format]), column] }));
  }

  protected readonly materializedViewCombine = this.rule('MaterializedViewCombine', (): MaterializedViewCombine => {
    const keyword = this.keyword(word['materialized-view-combine']);
    const view = this.parenthesized().expression;
    const base = this.combineClause('base');
    const delta = this.combineClause('delta');
    this.contextualWord('aggregations');
    this.accept(mark['(']);
    const aggregates = this.summarize();
    this.accept(mark[')']);
    return this.node('materialized-view-combine', keyword, {
      view,
      base,
      delta,
      aggregates: { kind: 'pipe', span: aggregates.span, source: undefined, operators: [aggregates] },
    });
  });

  private combineClause(name: string): Expression {
    this.contextualWord(name);
    return this.parenthesized().expression;
  }

  // ---- declarations -------------------------------------------------------------------------------------------------------------------

  /** `name:type`, `name:type = literal`, `name:(schema)`. */
  protected readonly functionParameter = this.rule('FunctionParameter', (): FunctionParameter => {
    const start = this.start();
    const name = this.declaredName('a parameter name');
    this.accept(mark[':'], '`:` and a type');
    const type = this.either<FunctionParameter['type']>(
      [
        [mark['('], this.schemaType],
        [() => true, this.typeName],
      ],
      'a type',
    );
    const defaultValue = this.optional(mark['='], () => {
      this.accept(mark['=']);
      return this.defaultValue();
    });
    return { kind: 'parameter', span: this.span(start), name, type, defaultValue };
  });

  private readonly defaultValue = this.rule(
    'DefaultValue',
    (): Expression =>
      this.either<Expression>(
        [
          [() => this.nameLength(1) === 1 && !this.atTypeOf(), this.name],
          [() => true, this.literal],
        ],
        'a literal',
      ),
  );

  // ---- what operator rules are made with ----------------------------------------------------------------------------------------------

  /** The word that an operator begins with. */
  protected keyword(...types: KqlTokenType[]): Token {
    if (!this.RECORDING_PHASE) return this.accept(types.find((type) => this.at(type)) ?? types[0]);
    return this.either(
      types.map((type) => [type, () => this.accept(type)] as const),
      'a keyword',
    );
  }

  /** A word that is a keyword at this place only. */
  protected contextualWord(text: string): Token {
    return this.acceptText(new Set([text]), `\`${text}\``);
  }

  protected node<K extends string, F>(
    kind: K,
    keyword: Token,
    fields: F,
  ): F & { kind: K; span: { start: number; end: number }; keywordSpan: { start: number; end: number } } {
    return { kind, span: this.span(keyword.startOffset), keywordSpan: spanOf(keyword), ...fields };
  }

  // ---- looking ahead ------------------------------------------------------------------------------------------------------------------

  /** `inline_external_table` is a plain name too: it is the operator before a schema or `kind`. */
  protected atInlineExternalTable(): boolean {
    return this.at(word.inline_external_table) && (this.at(word.kind, 2) || this.atSchemaOfTable(2));
  }

  /** Whether a parenthesis opens ahead that holds a colon. */
  private atSchemaOfTable(ahead: number): boolean {
    if (!this.at(mark['('], ahead)) return false;
    for (let i = ahead + 1; !this.atEnd(i) && !this.at(mark[')'], i); i++) if (this.at(mark[':'], i)) return true;
    return false;
  }
}

const propertyLiterals: ReadonlySet<unknown> = new Set([StringLiteral, LongLiteral, RealLiteral, BooleanLiteral]);
const partitionTypes: ReadonlySet<string> = new Set(['datetime', 'long', 'string']);
const externalKinds: ReadonlySet<string> = new Set(['storage', 'delta']);

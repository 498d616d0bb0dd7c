import type {
  AsOperator,
  AssertSchemaOperator,
  ConsumeOperator,
  ExecuteAndCacheOperator,
  Expression,
  ExtendOperator,
  GetSchemaOperator,
  Name,
  NameOrWildcard,
  ProjectByNamesOperator,
  ProjectOperator,
  ProjectRenameOperator,
  ProjectReorderOperator,
  ProjectSelectOperator,
  RenderOperator,
  RenderProperty,
  ReorderItem,
  SerializeOperator,
} from './ast.ts';
import type { Rule } from './grammar-base.ts';
import { SourceGrammar } from './grammar-sources.ts';
import { declaredNames } from './parameters.ts';
import { AnyWord, Identifier, mark, word } from './tokens.ts';

/** Operators over columns and whole tables that neither choose nor combine rows: extend, project and its family, as, render … */
export abstract class ColumnOperatorGrammar extends SourceGrammar {
  protected readonly extend = this.rule('Extend', (): ExtendOperator => {
    const keyword = this.keyword(word.extend);
    const items = this.list(this.namedExpression, 'a column after `extend`');
    return this.node('extend', keyword, { items });
  });

  protected readonly project = this.rule('Project', (): ProjectOperator => {
    const keyword = this.keyword(word.project);
    const items = this.list(this.namedExpression, 'a column after `project`', { least: 0 });
    return this.node('project', keyword, { items });
  });

  protected readonly projectAway = this.rule('ProjectAway', (): ProjectSelectOperator => {
    const keyword = this.keyword(word['project-away']);
    return this.node('project-away', keyword, { columns: this.columnNames() });
  });

  protected readonly projectKeep = this.rule('ProjectKeep', (): ProjectSelectOperator => {
    const keyword = this.keyword(word['project-keep']);
    return this.node('project-keep', keyword, { columns: this.columnNames() });
  });

  private columnNames(): NameOrWildcard[] {
    return this.list(this.nameOrWildcard, 'a column name or a pattern like `a*`', { least: 0 });
  }

  protected readonly nameOrWildcard: Rule<never, NameOrWildcard> = this.rule('NameOrWildcard', () =>
    this.either<NameOrWildcard>(
      [
        [() => this.atWildcardName(), this.wildcardName],
        [() => true, this.name],
      ],
      'a column name',
    ),
  );

  protected readonly projectRename = this.rule('ProjectRename', (): ProjectRenameOperator => {
    const keyword = this.keyword(word['project-rename']);
    const items = this.list(this.namedExpression, 'a renaming like `new = old`', {
      least: 0,
    });
    return this.node('project-rename', keyword, { items });
  });

  protected readonly projectReorder = this.rule('ProjectReorder', (): ProjectReorderOperator => {
    const keyword = this.keyword(word['project-reorder']);
    const items = this.list(this.reorderItem, 'a column name or a pattern like `a*`', { least: 0 });
    return this.node('project-reorder', keyword, { items });
  });

  private readonly reorderItem = this.rule('ReorderItem', (): ReorderItem => {
    const start = this.start();
    const column = this.nameOrWildcard();
    const order = this.optional(
      () => this.atDirection(),
      () => this.keyword(word.asc, word.desc, word['granny-asc'], word['granny-desc']),
    );
    return { span: this.span(start), column, order: order?.image as ReorderItem['order'] };
  });

  protected atDirection(): boolean {
    return this.at(word.asc) || this.at(word.desc) || this.at(word['granny-asc']) || this.at(word['granny-desc']);
  }

  protected readonly projectByNames = this.rule('ProjectByNames', (): ProjectByNamesOperator => {
    const keyword = this.keyword(word['project-by-names']);
    const items = this.list(this.expression, 'a column name in quotes', { least: 0 });
    return this.node('project-by-names', keyword, { items });
  });

  protected readonly serialize = this.rule('Serialize', (): SerializeOperator => {
    const keyword = this.keyword(word.serialize);
    const parameters = this.parameters('none');
    const items = this.list(this.namedExpression, 'a column after `serialize`', { least: 0 });
    return this.node('serialize', keyword, { parameters, items });
  });

  protected readonly as = this.rule('As', (): AsOperator => {
    const keyword = this.keyword(word.as);
    const parameters = this.parameters('as');
    const name = this.name('a name after `as`');
    return this.node('as', keyword, { parameters, name });
  });

  protected readonly getSchema = this.rule('GetSchema', (): GetSchemaOperator => {
    const keyword = this.keyword(word.getschema);
    const parameter = this.optional(
      () => this.at(word.kind) && this.at(mark['='], 2),
      () => this.operatorParameter({ owner: 'getschema' }),
    );
    return this.node('getschema', keyword, { parameters: parameter ? [parameter] : [] });
  });

  protected readonly consumeOperator = this.rule('ConsumeOperator', (): ConsumeOperator => {
    const keyword = this.keyword(word.consume);
    return this.node('consume', keyword, { parameters: this.parameters('consume', false) });
  });

  protected readonly assertSchema = this.rule('AssertSchema', (): AssertSchemaOperator => {
    const keyword = this.keyword(word['assert-schema']);
    const schema = this.rowSchema();
    return this.node('assert-schema', keyword, { schema });
  });

  protected readonly executeAndCache = this.rule('ExecuteAndCache', (): ExecuteAndCacheOperator => {
    return this.node('execute-and-cache', this.keyword(word.__executeAndCache), {});
  });

  // ---- render -------------------------------------------------------------------------------------------------------------------------

  protected readonly render = this.rule('Render', (): RenderOperator => {
    const keyword = this.keyword(word.render);
    const chart = this.either<Name>(
      [
        [Identifier, () => this.identifier()],
        [() => this.atText(charts), () => this.wordAsName(this.acceptText(charts, 'a chart'))],
      ],
      'a chart like `timechart`',
    );
    const properties: RenderProperty[] = [];
    this.repeat(
      () => this.atBareProperty(),
      () => properties.push(this.bareProperty()),
    );
    const list = this.optional(word.with, this.renderProperties);
    return this.node('render', keyword, { chart, properties: [...properties, ...(list ?? [])] });
  });

  /** Whether the word ahead names a chart: a known one, or an identifier, which an extension may know. */
  protected atChart(ahead: number): boolean {
    return this.atText(charts, ahead) || this.at(Identifier, ahead);
  }

  /** `with (title = 'x', ycolumns = a, b)`. */
  private readonly renderProperties = this.rule('RenderProperties', (): RenderProperty[] => {
    this.accept(word.with);
    this.accept(mark['('], '`(` after `with`');
    this.optional(mark[','], () => this.accept(mark[',']));
    const properties = this.list(this.renderProperty, 'a property like `title = …`', { least: 0 });
    this.accept(mark[')'], '`,` or `)`');
    return properties;
  });

  private readonly renderProperty = this.rule('RenderProperty', (): RenderProperty => {
    const start = this.start();
    const name = this.acceptText(renderPropertyNames, 'a property of charts, like `title`').image;
    this.accept(mark['=']);
    const values = [this.renderValue(name)];
    this.repeat(
      () => columnProperties.has(name) && this.at(mark[',']) && !(this.at(AnyWord, 2) && this.at(mark['='], 3)) && !this.at(mark[')'], 2),
      () => {
        this.accept(mark[',']);
        values.push(this.declaredName('a column name'));
      },
    );
    return { span: this.span(start), name, bare: false, values };
  });

  private readonly renderValue: Rule<string, Expression> = this.rule('RenderValue', (name?: string): Expression => {
    const text = (): boolean => name === 'title' || name === 'xtitle' || name === 'ytitle';
    const what = `a value for \`${name}\``;
    return this.either<Expression>(
      [
        [text, () => this.operand(what)],
        [() => columnProperties.has(name ?? ''), this.declaredName],
        [() => this.nameLength(1) > 0 && !this.atTypeOf(), this.name],
        [() => true, this.literal],
      ],
      what,
    );
  });

  /** The old form: `render timechart kind=stacked title='x' by a, b`. */
  private readonly bareProperty = this.rule('BareProperty', (): RenderProperty => {
    const start = this.start();
    return this.either<RenderProperty>(
      [
        [word.by, () => this.bareColumns(start)],
        [word.with, () => this.bareWith(start)],
        [
          () => true,
          () => {
            const name = this.acceptText(barePropertyNames, 'a property').image;
            this.accept(mark['=']);
            const values = [this.renderValue(name)];
            return { span: this.span(start), name, bare: true, values };
          },
        ],
      ],
      'a property',
    );
  });

  private bareWith(start: number): RenderProperty {
    this.accept(word.with);
    const value = this.renderValue('with');
    return { span: this.span(start), name: 'with', bare: true, values: [value] };
  }

  private bareColumns(start: number): RenderProperty {
    this.accept(word.by);
    const values = this.list(this.declaredName, 'a column name', {
      ends: [word.by, word.kind, word.title, word.accumulate, word.with],
    });
    return { span: this.span(start), name: 'by', bare: true, values };
  }

  private atBareProperty(): boolean {
    if (this.at(word.by)) return true;
    if (this.at(word.with)) return !this.at(mark['('], 2);
    return this.atText(barePropertyNames) && this.at(mark['='], 2);
  }
}

const charts: ReadonlySet<string> = new Set([
  ...['table', 'list', 'barchart', 'piechart', 'ladderchart', 'timechart', 'linechart', 'anomalychart', 'pivotchart', 'areachart'],
  ...[
    'stackedareachart',
    'scatterchart',
    'timepivot',
    'columnchart',
    'timeline',
    '3Dchart',
    'card',
    'treemap',
    'plotly',
    'graph',
    'sankey',
  ],
]);
const barePropertyNames: ReadonlySet<string> = new Set(['kind', 'title', 'accumulate']);
const renderPropertyNames = declaredNames('renderWith');
const columnProperties: ReadonlySet<string> = new Set(['ycolumns', 'anomalycolumns', 'series']);

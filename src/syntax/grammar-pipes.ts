import type { Span } from '../errors.ts';
import type { Expression, Operator, Pipe, SourceOperator } from './ast.ts';
import type { Choices, Rule } from './grammar-base.ts';
import { GraphGrammar } from './grammar-operators-graph.ts';
import { expectsOperator } from './hints.ts';
import { parameterNames } from './parameters.ts';
import { mark, word } from './tokens.ts';

/** Pipes: which operator may stand where, and the walk along `|`. */
export abstract class PipeGrammar extends GraphGrammar {
  /** A source and the operators after it, or an expression without any. */
  protected readonly pipe: Rule<string, Expression> = this.rule('Pipe', (what: string | undefined = 'a query'): Expression => {
    const start = this.start();
    const first = this.which<Expression | Operator>(
      [
        [() => this.atLeadingOperator(), this.leadingOperator],
        [() => true, this.expression],
      ],
      what,
    );
    const source = this.asSource(first(what));
    const operators: Operator[] = [];
    this.operatorsAfter(operators);
    return operators.length === 0 ? source : { kind: 'pipe', span: this.span(start), source, operators };
  });

  /** Operators whose input comes from outside. */
  protected readonly subquery: Rule<never, Expression> = this.rule('Subquery', (): Pipe => {
    const start = this.start();
    const operators = [this.operator()];
    this.operatorsAfter(operators);
    return { kind: 'pipe', span: this.span(start), source: undefined, operators };
  });

  /** The same, where Kusto itself may write what comes from outside. */
  protected readonly contextualSubquery: Rule<never, Expression> = this.rule(
    'ContextualSubquery',
    (): Expression =>
      this.either<Expression>(
        [
          [word.__contextual_datatable, () => this.contextualPipe()],
          [() => true, this.subquery],
        ],
        expectsOperator,
      ),
  );

  private contextualPipe(): Expression {
    const start = this.start();
    const source = this.contextualDataTable();
    const operators: Operator[] = [];
    this.operatorsAfter(operators);
    return operators.length === 0 ? source : { kind: 'pipe', span: this.span(start), source, operators };
  }

  protected readonly branch: Rule<never, Expression> = this.rule(
    'Branch',
    (): Expression =>
      this.either<Expression>(
        [
          [() => this.atOperator(), this.subquery],
          [() => true, this.pipe],
        ],
        'a sub-query',
      ),
  );

  private operatorsAfter(operators: Operator[]): void {
    if (this.RECORDING_PHASE) this.repeat(mark['|'], () => this.accept(mark['|']) && this.operator());
    while (this.at(mark['|'])) {
      this.accept(mark['|']);
      const from = this.position;
      try {
        operators.push(this.operator());
      } catch (error) {
        this.recover(error, from, operatorEnds);
      }
    }
  }

  /** An operator after `|`. */
  protected readonly operator: Rule<never, Operator> = this.rule('Operator', (): Operator => {
    const step = this.atOperator() || this.RECORDING_PHASE ? this.choose(this.operators()) : undefined;
    if (step === undefined) return this.expected(expectsOperator);
    const operator = step();
    if (sourcesOnly.has(operator.kind)) {
      this.note('semantic', `\`${operator.kind}\` takes no input: it begins a query`, (operator as OperatorNode).keywordSpan);
    }
    return operator as Operator;
  });

  /** An operator where a query begins. */
  private readonly leadingOperator: Rule<never, Expression | Operator> = this.rule('LeadingOperator', () =>
    (this.choose(this.operators()) as Rule<never, Operator>)(),
  );

  /** The operators by their words. Those that can only begin a query are among them: standing elsewhere is not a matter of syntax. */
  private operators(): Choices<Operator | SourceOperator> {
    this.operatorChoices ??= this.choices<Operator | SourceOperator>([
      [word.as, this.as],
      [word['assert-schema'], this.assertSchema],
      [word.consume, this.consumeOperator],
      [word.count, this.count],
      [word.distinct, this.distinct],
      [word.evaluate, this.evaluate],
      [word.__executeAndCache, this.executeAndCache],
      [word.extend, this.extend],
      [word.facet, this.facet],
      [word.filter, this.where],
      [word.find, this.find],
      [word.fork, this.fork],
      [word.getschema, this.getSchema],
      [word['graph-mark-components'], this.graphMarkComponents],
      [word['graph-match'], this.graphMatch],
      [word['graph-shortest-paths'], this.graphShortestPaths],
      [word['graph-to-table'], this.graphToTable],
      [word['graph-where-edges'], this.graphWhereEdges],
      [word['graph-where-nodes'], this.graphWhereNodes],
      [word.inline_external_table, this.inlineExternalTable],
      [word.invoke, this.invoke],
      [word.join, this.join],
      [word.limit, this.take],
      [word.lookup, this.lookup],
      [word['macro-expand'], this.macroExpand],
      [word['make-graph'], this.makeGraph],
      [word['make-series'], this.makeSeries],
      [word['mv-apply'], this.mvApply],
      [word.mvapply, this.mvApply],
      [word['mv-expand'], this.mvExpand],
      [word.mvexpand, this.mvExpand],
      [word.order, this.sort],
      [word.parse, this.parse],
      [word['parse-kv'], this.parseKv],
      [word['parse-where'], this.parseWhere],
      [word.partition, this.partition],
      [word.__partitionby, this.partitionBy],
      [word.print, this.print],
      [word.project, this.project],
      [word['project-away'], this.projectAway],
      [word['project-by-names'], this.projectByNames],
      [word['project-keep'], this.projectKeep],
      [word['project-rename'], this.projectRename],
      [word['project-reorder'], this.projectReorder],
      [word.range, this.range],
      [word.reduce, this.reduce],
      [word.render, this.render],
      [word.sample, this.sample],
      [word['sample-distinct'], this.sampleDistinct],
      [word.scan, this.scan],
      [word.search, this.search],
      [word.serialize, this.serialize],
      [word.sort, this.sort],
      [word.summarize, this.summarize],
      [word.take, this.take],
      [word.top, this.top],
      [word['top-hitters'], this.topHitters],
      [word['top-nested'], this.topNested],
      [word.union, this.union],
      [word.where, this.where],
    ]);
    return this.operatorChoices;
  }

  private operatorChoices: Choices<Operator | SourceOperator> | undefined;

  // ---- looking ahead ------------------------------------------------------------------------------------------------------------------

  /** Whether an operator stands where only an operator or a source can: `count()` and `range(…)` are functions. */
  private atOperator(): boolean {
    const { tokenType } = this.peek();
    if (!this.operators().byType.has(tokenType)) return false;
    if (tokenType === word.count || tokenType === word.range) return !this.at(mark['('], 2);
    return tokenType !== word.inline_external_table || this.atInlineExternalTable();
  }

  /**
   * Whether a query begins with an operator. A word that can be a name is one unless what follows shows otherwise; the words that cannot
   * are operators.
   */
  private atLeadingOperator(): boolean {
    const { tokenType } = this.peek();
    if (!this.operators().byType.has(tokenType)) return false;
    switch (tokenType) {
      case word.evaluate:
        return this.nameLength(2) > 0 || this.atParameterName(2);
      case word.facet:
        return this.at(word.by, 2);
      case word.partition:
      case word.reduce:
        return this.at(word.by, 2) || this.atParameterName(2);
      case word.range: {
        const length = this.nameLength(2);
        return length > 0 && this.at(word.from, 2 + length);
      }
      case word.inline_external_table:
        return this.atInlineExternalTable();
      case word.render:
        return this.atChart(2) || this.nameLength(2) === 1;
      default:
        return tokenType.rank < nameRank;
    }
  }

  private atParameterName(ahead: number): boolean {
    return this.atText(parameterNames('none'), ahead);
  }

  /** An expression as it is; an operator where a query begins, which must be one that needs no input. */
  private asSource(source: Expression | Operator): Expression {
    if (!('keywordSpan' in source) || selfSufficient.has(source.kind)) return source as Expression;
    const keyword = source.kind.replace(/^__/, '');
    this.note('semantic', `\`${keyword}\` needs an input`, source.keywordSpan, `a query begins with a table: \`Table | ${keyword} …\``);
    return { kind: 'pipe', span: source.span, source: undefined, operators: [source as Operator] };
  }
}

type OperatorNode = Extract<Operator | SourceOperator, { keywordSpan: Span }>;

const nameRank = word.count.rank;
const operatorEnds = new Set([mark['|'], mark[';']]);
const sourcesOnly: ReadonlySet<string> = new Set(['print', 'range', 'inline-external-table']);
const selfSufficient: ReadonlySet<string> = new Set([
  ...['print', 'range', 'datatable', '__contextual_datatable', 'externaldata', 'inline-external-table', 'materialized-view-combine'],
  ...['macro-expand', 'union', 'search', 'find', 'evaluate'],
]);

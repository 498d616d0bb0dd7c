import type {
  CountOperator,
  DistinctOperator,
  Expression,
  MakeSeriesOperator,
  OperatorParameter,
  ReduceOperator,
  SampleDistinctOperator,
  SampleOperator,
  SortKey,
  SortOperator,
  SummarizeOperator,
  TakeOperator,
  TopHittersOperator,
  TopNestedLevel,
  TopNestedOperator,
  TopOperator,
  WhereOperator,
} from './ast.ts';
import type { Decision, Rule } from './grammar-base.ts';
import { ColumnOperatorGrammar } from './grammar-operators-columns.ts';
import { parameterNames } from './parameters.ts';
import {
  BooleanLiteral,
  type KqlTokenType,
  LongLiteral,
  mark,
  RawGuid,
  RealLiteral,
  StringLiteral,
  TimespanLiteral,
  TypedLiteral,
  word,
} from './tokens.ts';

/** Operators that choose, order or gather rows: where, sort, top, summarize, make-series … */
export abstract class RowOperatorGrammar extends ColumnOperatorGrammar {
  protected readonly where = this.rule('Where', (): WhereOperator => {
    const keyword = this.keyword(word.where, word.filter);
    const parameters = this.parameters('none');
    const predicate = this.namedExpression(`a predicate after \`${keyword.image}\``);
    return this.node('where', keyword, { keyword: keyword.image as WhereOperator['keyword'], parameters, predicate });
  });

  protected readonly take = this.rule('Take', (): TakeOperator => {
    const keyword = this.keyword(word.take, word.limit);
    const parameters = this.parameters('none');
    const count = this.namedExpression(`the number of rows after \`${keyword.image}\``);
    return this.node('take', keyword, { keyword: keyword.image as TakeOperator['keyword'], parameters, count });
  });

  protected readonly sample = this.rule('Sample', (): SampleOperator => {
    const keyword = this.keyword(word.sample);
    const parameters = this.parameters('none');
    const count = this.namedExpression('the number of rows after `sample`');
    return this.node('sample', keyword, { parameters, count });
  });

  protected readonly sampleDistinct = this.rule('SampleDistinct', (): SampleDistinctOperator => {
    const keyword = this.keyword(word['sample-distinct']);
    const parameters = this.parameters('none');
    const count = this.namedExpression('the number of values after `sample-distinct`');
    this.accept(word.of);
    const of = this.namedExpression('a column after `of`');
    return this.node('sample-distinct', keyword, { parameters, count, of });
  });

  protected readonly distinct = this.rule('Distinct', (): DistinctOperator => {
    const keyword = this.keyword(word.distinct);
    const parameters = this.parameters('distinct');
    const items = this.list(this.distinctItem, 'a column or `*` after `distinct`');
    return this.node('distinct', keyword, { parameters, items });
  });

  private readonly distinctItem = this.rule(
    'DistinctItem',
    (): Expression =>
      this.either<Expression>(
        [
          [mark['*'], () => this.star()],
          [() => true, this.namedExpression],
        ],
        'a column or `*`',
      ),
  );

  protected readonly count = this.rule('Count', (): CountOperator => {
    const keyword = this.keyword(word.count);
    const as = this.optional(word.as, () => {
      this.accept(word.as);
      return this.identifier('a name after `as`');
    });
    return this.node('count', keyword, { parameters: [], as });
  });

  // ---- order --------------------------------------------------------------------------------------------------------------------------

  protected readonly sort = this.rule('Sort', (): SortOperator => {
    const keyword = this.keyword(word.sort, word.order);
    const parameters = this.parameters('sort', false);
    this.accept(word.by, `\`by\` after \`${keyword.image}\``);
    const keys = this.list(this.sortKey, 'a column after `by`');
    return this.node('sort', keyword, { keyword: keyword.image as SortOperator['keyword'], parameters, keys });
  });

  protected readonly sortKey: Rule<string, SortKey> = this.rule('SortKey', (what?: string): SortKey => {
    const start = this.start();
    const expression = this.namedExpression(what);
    const direction = this.optional(
      () => this.atDirection(),
      () => this.keyword(word.asc, word.desc, word['granny-asc'], word['granny-desc']),
    );
    const nulls = this.optional(word.nulls, () => {
      this.accept(word.nulls);
      return this.keyword(word.first, word.last).image as SortKey['nulls'];
    });
    const span = this.span(start);
    if (direction?.image.startsWith('granny')) {
      this.note('semantic', `\`${direction.image}\` orders the columns of project-reorder, not rows`, span, 'write `asc` or `desc`');
    }
    return { kind: 'sort-key', span, expression, direction: direction?.image as SortKey['direction'], nulls };
  });

  protected readonly top = this.rule('Top', (): TopOperator => {
    const keyword = this.keyword(word.top);
    const parameters = this.parameters('top');
    const count = this.namedExpression('the number of rows after `top`');
    this.accept(word.by, '`by` and the column that decides');
    const key = this.sortKey('a column after `by`');
    return this.node('top', keyword, { parameters, count, keys: [key] });
  });

  protected readonly topNested = this.rule('TopNested', (): TopNestedOperator => {
    const keyword = this.peek();
    const levels = this.list(this.topNestedLevel, '`top-nested` for the next level');
    return this.node('top-nested', keyword, { levels });
  });

  private readonly topNestedLevel = this.rule('TopNestedLevel', (): TopNestedLevel => {
    const start = this.start();
    this.accept(word['top-nested']);
    const count = this.optional(
      () => !this.at(word.of),
      () => this.namedExpression('the number of values, or `of`'),
    );
    this.accept(word.of);
    const of = this.namedExpression('a column after `of`');
    const others = this.optional(word.with, () => {
      this.accept(word.with);
      this.accept(word.others);
      this.accept(mark['=']);
      return this.expression('a value after `others =`');
    });
    this.accept(word.by);
    const { expression: by, direction, nulls } = this.sortKey('an aggregate after `by`');
    return { span: this.span(start), count, of, others, by, direction, nulls };
  });

  protected readonly topHitters = this.rule('TopHitters', (): TopHittersOperator => {
    const keyword = this.keyword(word['top-hitters']);
    const count = this.namedExpression('the number of values after `top-hitters`');
    this.accept(word.of);
    const of = this.namedExpression('a column after `of`');
    const by = this.optional(word.by, () => {
      this.accept(word.by);
      return this.namedExpression('a value after `by`');
    });
    return this.node('top-hitters', keyword, { count, of, by });
  });

  // ---- groups -------------------------------------------------------------------------------------------------------------------------

  protected readonly summarize = this.rule('Summarize', (): SummarizeOperator => {
    const keyword = this.keyword(word.summarize);
    const parameters = this.parameters('summarize');
    const aggregates = this.list(this.namedExpression, 'an aggregate like `count()`', {
      ends: [word.by],
      least: 0,
    });
    let bin: Expression | undefined;
    const by = this.optional(word.by, () => {
      this.accept(word.by);
      const groups = this.list(this.namedExpression, 'a column after `by`', {
        ends: [() => this.atOldBin()],
      });
      bin = this.optional(
        () => this.at(word.bin) && this.at(mark['='], 2),
        () => this.oldBin(),
      );
      return groups;
    });
    return this.node('summarize', keyword, { parameters, aggregates, by, bin });
  });

  /** `bin = 1h` at the end of by: an old way to write bin(…). */
  private readonly oldBin = this.rule('OldBin', (): Expression => {
    this.accept(word.bin);
    this.accept(mark['=']);
    return this.expression('a size after `bin =`');
  });

  private atOldBin(): boolean {
    return this.at(word.bin) && this.at(mark['='], 2) && literals.has(this.peek(3).tokenType);
  }

  protected readonly makeSeries = this.rule('MakeSeries', (): MakeSeriesOperator => {
    const keyword = this.keyword(word['make-series']);
    const parameters = this.parameters('makeSeries');
    const ends: Decision[] = [word.on, word.from, word.in];
    const aggregates = this.list(this.seriesItem, 'an aggregate like `count()`', { ends });
    this.accept(word.on, '`on` and the axis column');
    const on = this.namedExpression('the axis column after `on`');
    const axis = this.either<Pick<MakeSeriesOperator, 'inRange' | 'from' | 'to' | 'step'>>(
      [
        [word.in, this.seriesRange],
        [() => true, this.seriesSteps],
      ],
      '`step`, `from … to … step`, or `in range(…)`',
    );
    const by = this.optional(word.by, () => {
      this.accept(word.by);
      return this.list(this.namedExpression, 'a column after `by`');
    });
    return this.node('make-series', keyword, { parameters, aggregates, on, ...axis, by });
  });

  private readonly seriesItem = this.rule('SeriesItem', (): MakeSeriesOperator['aggregates'][number] => {
    const start = this.start();
    const expression = this.namedExpression('an aggregate like `count()`');
    const defaultValue = this.optional(word.default, () => {
      this.accept(word.default);
      this.accept(mark['=']);
      return this.namedExpression('a value after `default =`');
    });
    return { span: this.span(start), expression, defaultValue };
  });

  private readonly seriesRange = this.rule('SeriesRange', () => {
    this.accept(word.in);
    this.accept(word.range);
    this.accept(mark['(']);
    const inRange = this.list(this.namedExpression, 'a value', { least: 0 });
    this.accept(mark[')'], '`,` or `)`');
    return { inRange, from: undefined, to: undefined, step: undefined };
  });

  private readonly seriesSteps = this.rule('SeriesSteps', () => {
    const from = this.clause(word.from, 'the start after `from`');
    const to = this.clause(word.to, 'the end after `to`');
    this.accept(word.step, from || to ? '`step`' : '`step`, `from … to … step`, or `in range(…)`');
    const step = this.expression('a value after `step`');
    return { inRange: undefined, from, to, step };
  });

  private clause(type: KqlTokenType, what: string): Expression | undefined {
    return this.optional(type, () => {
      this.accept(type);
      return this.expression(what);
    });
  }

  protected readonly reduce = this.rule('Reduce', (): ReduceOperator => {
    const keyword = this.keyword(word.reduce);
    const parameters = this.parameters('reduce', false);
    this.accept(word.by, '`by` after `reduce`');
    const by = this.namedExpression('a column after `by`');
    const options = this.optional(word.with, () => {
      this.accept(word.with);
      return this.list(() => this.reduceOption(), 'a parameter like `threshold = …`', { least: 0 });
    });
    return this.node('reduce', keyword, { parameters, by, with: options ?? [] });
  });

  private reduceOption(): OperatorParameter {
    if (!this.atText(parameterNames('reduceWith'))) this.expected('`threshold = …` or `characters = …`');
    return this.operatorParameter({ owner: 'reduceWith' });
  }
}

const literals: ReadonlySet<unknown> = new Set([
  ...[StringLiteral, LongLiteral, RealLiteral, BooleanLiteral, TimespanLiteral, TypedLiteral, RawGuid],
]);

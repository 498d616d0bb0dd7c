import type {
  EvaluateOperator,
  ExpandItem,
  Expression,
  FunctionParameter,
  InvokeOperator,
  MvApplyOperator,
  MvExpandOperator,
  NamedExpression,
  OperatorParameter,
  ParseKvOperator,
  ParseOperator,
  ParsePart,
  RowSchema,
  ScanOperator,
  ScanStep,
  SortKey,
} from './ast.ts';
import type { Decision, Rule } from './grammar-base.ts';
import { RowOperatorGrammar } from './grammar-operators-rows.ts';
import { declaredNames } from './parameters.ts';
import { DeclaredWord, mark, StringLiteral, type Token, word } from './tokens.ts';

/** Operators that take values apart or compute along rows: mv-expand, mv-apply, parse, parse-kv, evaluate, invoke, scan. */
export abstract class ValueOperatorGrammar extends RowOperatorGrammar {
  /** Operators that continue rows from outside: what stands in the parentheses of mv-apply, partition … */
  protected abstract readonly subquery: Rule<never, Expression>;
  protected abstract readonly contextualSubquery: Rule<never, Expression>;

  // ---- mv-expand and mv-apply ---------------------------------------------------------------------------------------------------------

  protected readonly mvExpand = this.rule('MvExpand', (): MvExpandOperator => {
    const keyword = this.keyword(word['mv-expand'], word.mvexpand);
    const parameters = this.parameters('mvExpand');
    const items = this.list(this.expandItem, 'a column to expand', { ends: [word.limit] });
    const limit = this.optional(word.limit, this.rowLimit);
    return this.node('mv-expand', keyword, { keyword: keyword.image as MvExpandOperator['keyword'], parameters, items, limit });
  });

  private readonly expandItem = this.rule('ExpandItem', (): ExpandItem => {
    const start = this.start();
    const expression = this.namedExpression('a column to expand');
    const type = this.optional(word.to, this.toTypeOf);
    return { span: this.span(start), expression, type };
  });

  private readonly toTypeOf = this.rule('ToTypeOf', () => {
    this.accept(word.to);
    if (!this.atTypeOf()) this.expected('`typeof(…)` after `to`');
    return this.typeOfLiteral();
  });

  private readonly rowLimit = this.rule('RowLimit', (): Expression => {
    this.accept(word.limit);
    return this.expression('a number of rows after `limit`');
  });

  protected readonly mvApply = this.rule('MvApply', (): MvApplyOperator => {
    const keyword = this.keyword(word['mv-apply'], word.mvapply);
    const parameters = this.parameters('mvApply');
    const items = this.either<ExpandItem[]>(
      [
        [() => this.at(word.to), () => this.typeAlone()],
        [() => true, () => this.list(this.expandItem, 'a column to expand', { ends: [() => this.atApplyClause()] })],
      ],
      'a column to expand',
    );
    const limit = this.optional(word.limit, this.rowLimit);
    const contextId = this.optional(word.id, () => {
      this.accept(word.id);
      return this.expression('an id');
    });
    this.accept(word.on, '`on` and a sub-query in parentheses');
    this.accept(mark['('], '`(` and a sub-query after `on`');
    const subquery = this.contextualSubquery();
    this.accept(mark[')']);
    const fields = { keyword: keyword.image as MvApplyOperator['keyword'], parameters, items, limit, contextId, subquery };
    return this.node('mv-apply', keyword, fields);
  });

  /** `to typeof(long)` without an expression before it, which means nothing. */
  private typeAlone(): ExpandItem[] {
    const start = this.start();
    this.toTypeOf();
    this.note('semantic', 'expected a column to expand before `to`', this.span(start));
    return [];
  }

  /** `limit`, `id` and `on` end the list, unless what follows shows that they are columns. */
  private atApplyClause(): boolean {
    if (!this.at(word.limit) && !this.at(word.id) && !this.at(word.on)) return false;
    return !this.at(mark[','], 2) && !this.at(word.to, 2) && !this.at(mark['='], 2);
  }

  // ---- parse --------------------------------------------------------------------------------------------------------------------------

  protected readonly parse = this.rule('Parse', () => this.parseOperator('parse', this.keyword(word.parse)));

  protected readonly parseWhere = this.rule('ParseWhere', () => this.parseOperator('parse-where', this.keyword(word['parse-where'])));

  private parseOperator(kind: ParseOperator['kind'], keyword: Token): ParseOperator {
    const parameters = this.parameters('parse');
    const expression = this.expression(`a column after \`${kind}\``);
    this.accept(word.with, '`with` and a pattern');
    const pattern: ParsePart[] = [];
    this.repeat(
      () => this.at(mark['*']) || this.at(StringLiteral) || this.nameLength(1, DeclaredWord) > 0,
      () => pattern.push(this.parsePart()),
    );
    return this.node(kind, keyword, { parameters, expression, pattern });
  }

  private readonly parsePart = this.rule('ParsePart', (): ParsePart => {
    const start = this.start();
    return this.either<ParsePart>(
      [
        [mark['*'], () => this.star()],
        [StringLiteral, this.stringLiteral],
        [
          () => true,
          () => {
            const name = this.declaredName();
            const type = this.optional(mark[':'], () => {
              this.accept(mark[':']);
              return this.typeName();
            });
            return { kind: 'parse-column', span: this.span(start), name, type } as const;
          },
        ],
      ],
      'a part of the pattern',
    );
  });

  protected readonly parseKv = this.rule('ParseKv', (): ParseKvOperator => {
    const keyword = this.keyword(word['parse-kv']);
    const expression = this.expression('a column after `parse-kv`');
    this.accept(word.as, '`as` and the keys, like `(a:long)`');
    const keys = this.rowSchema();
    const options = this.optional(word.with, () => {
      this.accept(word.with);
      this.accept(mark['('], '`(` after `with`');
      const list = this.list(() => this.parseKvOption(), 'an option like `pair_delimiter = …`', { least: 0 });
      this.accept(mark[')'], '`,` or `)`');
      return list;
    });
    return this.node('parse-kv', keyword, { parameters: [], expression, keys, with: options ?? [] });
  });

  private parseKvOption(): OperatorParameter {
    if (!this.atText(parseKvNames)) this.expected('an option of parse-kv, like `pair_delimiter`');
    return this.operatorParameter({ owner: 'parseKvWith' });
  }

  // ---- plugins and functions ----------------------------------------------------------------------------------------------------------

  protected readonly evaluate = this.rule('Evaluate', (): EvaluateOperator => {
    const keyword = this.keyword(word.evaluate);
    const parameters = this.parameters('evaluate', false);
    const call = this.call('a plugin after `evaluate`');
    const schema = this.optional(mark[':'], this.evaluateSchema);
    return this.node('evaluate', keyword, { parameters, call, schema });
  });

  /** `: (*, a:long)`. */
  private readonly evaluateSchema = this.rule('EvaluateSchema', (): RowSchema => {
    this.accept(mark[':']);
    const start = this.start();
    this.accept(mark['('], '`(` and a schema after `:`');
    this.optional(mark[','], () => this.accept(mark[',']));
    const star = this.optional(mark['*'], () => this.accept(mark['*']));
    this.optional(mark[','], () => this.accept(mark[',']));
    const columns = this.list(this.columnDeclaration, 'a column like `a:long`', { least: 0, trailing: true });
    this.accept(mark[')'], '`,` or `)`');
    return { kind: 'row-schema', span: this.span(start), star: star !== undefined, columns };
  });

  protected readonly invoke = this.rule('Invoke', (): InvokeOperator => {
    const keyword = this.keyword(word.invoke);
    const start = this.start();
    if (!this.atCall()) this.expected('a call of a function after `invoke`');
    let call: Expression = this.call();
    this.repeat(
      () => this.at(mark['.']) && this.atCall(2),
      () => {
        this.accept(mark['.']);
        const member = this.call();
        call = { kind: 'path', span: this.span(start), base: call, member };
      },
    );
    return this.node('invoke', keyword, { function: call });
  });

  // ---- scan ---------------------------------------------------------------------------------------------------------------------------

  protected readonly scan = this.rule('Scan', (): ScanOperator => {
    const keyword = this.keyword(word.scan);
    const parameters = this.parameters('scan', false);
    const orderBy = this.optional(word.order, this.scanOrder);
    const partitionBy = this.optional(word.partition, this.scanPartition);
    const declare = this.optional(word.declare, this.scanDeclare);
    this.accept(word.with, '`with (step …)`');
    this.accept(mark['('], '`(` after `with`');
    const steps: ScanStep[] = [];
    this.repeat(word.step, () => steps.push(this.scanStep()));
    this.accept(mark[')'], '`step` or `)`');
    return this.node('scan', keyword, { parameters, orderBy, partitionBy, declare: declare ?? [], steps });
  });

  private readonly scanOrder = this.rule('ScanOrder', (): SortKey[] => {
    this.accept(word.order);
    this.accept(word.by);
    return this.list(this.sortKey, 'a column after `by`', { ends: scanClauses });
  });

  private readonly scanPartition = this.rule('ScanPartition', (): Expression[] => {
    this.accept(word.partition);
    this.accept(word.by);
    return this.list(this.expression, 'a column after `by`', { ends: scanClauses });
  });

  private readonly scanDeclare = this.rule('ScanDeclare', (): FunctionParameter[] => {
    this.accept(word.declare);
    this.accept(mark['(']);
    const declared = this.list(this.functionParameter, 'a column like `a:long = 0`', { least: 0 });
    this.accept(mark[')'], '`,` or `)`');
    return declared;
  });

  private readonly scanStep = this.rule('ScanStep', (): ScanStep => {
    const start = this.start();
    this.accept(word.step);
    const name = this.declaredName('a name after `step`');
    const optional = this.optional(word.optional, () => this.accept(word.optional));
    const output = this.optional(word.output, this.scanOutput);
    this.accept(mark[':'], '`:` and the condition of the step');
    const condition = this.expression('the condition of the step');
    const assignments = this.optional(mark['=>'], () => {
      this.accept(mark['=>']);
      return this.list(this.scanAssignment, 'an assignment like `a = …`');
    });
    this.accept(mark[';'], '`;` after the step');
    return { span: this.span(start), name, optional: optional !== undefined, output, condition, assignments: assignments ?? [] };
  });

  private readonly scanOutput = this.rule('ScanOutput', (): ScanStep['output'] => {
    this.accept(word.output);
    this.accept(mark['=']);
    return this.acceptText(scanOutputs, '`all`, `last` or `none`').image as ScanStep['output'];
  });

  private readonly scanAssignment = this.rule('ScanAssignment', (): NamedExpression => {
    const start = this.start();
    const name = this.declaredName('a column to assign');
    this.accept(mark['=']);
    const value = this.expression('a value after `=`');
    return { kind: 'named', span: this.span(start), names: [name], tuple: false, value };
  });
}

const scanClauses: readonly Decision[] = [word.partition, word.order, word.by, word.declare, word.with];
const scanOutputs: ReadonlySet<string> = new Set(['all', 'last', 'none']);
const parseKvNames = declaredNames('parseKvWith');

import type { Expression, FunctionDeclaration, RowSchema, Statement } from './ast.ts';
import { StatementGrammar } from './grammar-statements.ts';
import { expectsEnd } from './hints.ts';
import { mark, word } from './tokens.ts';

/** A stored function as a command declares it. */
export interface FunctionCommand {
  readonly name: string;
  readonly declaration: FunctionDeclaration;
}

/**
 * The whole grammar, with the rules that a text is entered by. A parser reads one text after another. With `record` it cannot read: it then
 * holds the grammar as data (`getGAstProductions`), which chevrotain has validated.
 */
export class KqlParser extends StatementGrammar {
  /** A whole query. */
  readonly query = this.rule('Query', (): Statement[] => {
    const statements = this.statements();
    if (!this.atEnd()) this.expected(expectsEnd);
    return statements;
  });

  /** A text that is one expression. */
  readonly expressionText = this.rule('ExpressionText', (): Expression => this.whole(this.pipe('an expression')));

  /** A text that is one schema. */
  readonly rowSchemaText = this.rule('RowSchemaText', (): RowSchema => this.whole(this.rowSchema()));

  /** `.create function`, `.create-or-alter function` or `.alter function` with its properties, parameters and body. */
  readonly functionCommand = this.rule('FunctionCommand', (): FunctionCommand => {
    const start = this.start();
    this.accept(mark['.']);
    this.acceptText(functionVerbs, '`create`, `create-or-alter` or `alter`');
    this.optional(mark['-'], () => {
      this.accept(mark['-']);
      this.accept(word.or);
      this.accept(mark['-']);
      this.contextualWord('alter');
    });
    this.contextualWord('function');
    this.optional(
      () => this.atText(existenceWords),
      () => this.acceptText(existenceWords, '`ifnotexists`'),
    );
    this.optional(word.with, () => this.properties());
    const name = this.name('the name of the function');
    const parameters = this.functionParameters();
    const body = this.functionBody();
    const declaration: FunctionDeclaration = { kind: 'function', span: this.span(start), view: false, parameters, body };
    return this.whole({ name: name.text, declaration });
  });

  constructor(record = false) {
    super(record);
    if (record) this.performSelfAnalysis();
  }

  private whole<T>(result: T): T {
    if (!this.atEnd()) this.expected('the end of the text');
    return result;
  }
}

const functionVerbs: ReadonlySet<string> = new Set(['create', 'alter']);
const existenceWords: ReadonlySet<string> = new Set(['ifnotexists']);

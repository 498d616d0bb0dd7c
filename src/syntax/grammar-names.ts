import type { ColumnDeclaration, Name, RowSchema, TypeName, WildcardName } from './ast.ts';
import { GrammarBase, type Rule } from './grammar-base.ts';
import { readString, spanOf } from './literals.ts';
import {
  AnyWord,
  DeclaredWord,
  declarableTypes,
  Identifier,
  type KqlTokenType,
  LongLiteral,
  mark,
  NameWord,
  StringLiteral,
  scalarTypes,
  type Token,
  TypeWord,
} from './tokens.ts';

/** Names in their several strengths, types, and the schemas made of them. */
export abstract class NameGrammar extends GrammarBase {
  /** A name where a value is meant or something is named: `a`, `['a b']`. */
  protected readonly name: Rule<string, Name> = this.rule('Name', (what?: string) => this.anyName(NameWord, what));

  /** A name where more words are free, because nothing but a name can stand there: `extend by = 1`. */
  protected readonly declaredName: Rule<string, Name> = this.rule('DeclaredName', (what?: string) => this.anyName(DeclaredWord, what));

  protected readonly bracketedName = this.rule('BracketedName', () => {
    const start = this.start();
    this.accept(mark['[']);
    const text = this.stringLiteral();
    this.accept(mark[']']);
    return this.ACTION((): Name => ({ kind: 'name', span: this.span(start), text: text.value as string, bracketed: true }));
  });

  /** `{name}` and `{name[-1]}`: a hole that some clients fill in before they send the query. */
  protected readonly clientParameter = this.rule('ClientParameter', () => {
    const start = this.start();
    this.accept(mark['{']);
    this.accept(AnyWord);
    this.optional(mark['['], () => {
      this.accept(mark['[']);
      this.optional(mark['-'], () => this.accept(mark['-']));
      this.accept(LongLiteral);
      this.accept(mark[']']);
    });
    this.accept(mark['}']);
    return this.ACTION((): Name => {
      const span = this.span(start);
      this.note(
        'unsupported',
        'client parameters are not supported',
        span,
        'replace the `{…}` with its value, or declare query_parameters',
      );
      return { kind: 'name', span, text: '', bracketed: true };
    });
  });

  /** Adjacent string literals, which are one. */
  protected readonly stringLiteral = this.rule('StringLiteral', () => {
    const tokens = [this.accept(StringLiteral)];
    this.repeat(StringLiteral, () => tokens.push(this.accept(StringLiteral)));
    return this.ACTION(() => readString(tokens));
  });

  /** `a*`, `*_id`, `*`: parts without anything between them. */
  protected readonly wildcardName = this.rule('WildcardName', () => {
    const start = this.start();
    const parts = [this.wildcardPart()];
    const continues = (): boolean => this.adjacent(1) && this.atWildcardPart();
    this.repeat(continues, () => parts.push(this.wildcardPart()));
    return this.ACTION((): WildcardName => ({ kind: 'wildcard-name', span: this.span(start), pattern: parts.join('') }));
  });

  private readonly wildcardPart = this.rule('WildcardPart', () => {
    const part = this.either(
      [
        [mark['*'], () => this.accept(mark['*'])],
        [LongLiteral, () => this.accept(LongLiteral)],
        [DeclaredWord, () => this.accept(DeclaredWord)],
      ],
      'a name or `*`',
    );
    return part.image;
  });

  /** A type as a declaration takes it. */
  protected readonly typeName = this.rule('TypeName', () => this.typeOf(declarableTypes));

  /** A type as `typeof(…)` takes it, which knows a few more spellings; that a name is no type is not a matter of syntax here. */
  protected readonly scalarTypeName = this.rule('ScalarTypeName', () => {
    if (!this.at(Identifier)) return this.typeOf(scalarTypes);
    const { text, span } = this.identifier();
    this.note('semantic', `\`${text}\` is no type`, span, typeHint);
    return { kind: 'type', span, text } as TypeName;
  });

  /** A type as find takes it. */
  protected readonly columnType = this.rule('ColumnType', () => this.typeOf(scalarTypes));

  /** `name:type`. */
  protected readonly columnDeclaration = this.rule('ColumnDeclaration', (): ColumnDeclaration => {
    const start = this.start();
    const name = this.declaredName('a column name');
    this.accept(mark[':']);
    const type = this.either<TypeName>(
      [
        [mark['('], () => this.nestedType(this.schemaType())],
        [() => true, this.typeName],
      ],
      'a type',
    );
    return { kind: 'column-declaration', span: this.span(start), name, type };
  });

  /** `(a:long, b:string)`. */
  protected readonly rowSchema: Rule<string, RowSchema> = this.rule(
    'RowSchema',
    (what = '`(` and a schema like `(a:long, b:string)`'): RowSchema => {
      const start = this.start();
      this.accept(mark['('], what);
      this.optional(mark[','], () => this.accept(mark[',']));
      const columns = this.list(this.columnDeclaration, 'a column like `a:long`', { least: 0, trailing: true });
      this.accept(mark[')'], '`,` or `)`');
      return { kind: 'row-schema', span: this.span(start), star: false, columns };
    },
  );

  /** The schema of a tabular parameter, `(*)` or `(a:long)`. */
  protected readonly schemaType = this.rule('SchemaType', (): RowSchema => {
    const start = this.start();
    this.accept(mark['(']);
    const columns = this.either<ColumnDeclaration[] | Token>(
      [
        [mark['*'], () => this.accept(mark['*'])],
        [() => true, () => this.list(this.columnDeclaration, 'a column like `a:long`', { least: 0, trailing: true })],
      ],
      'a column',
    );
    this.accept(mark[')'], '`,` or `)`');
    const star = !Array.isArray(columns);
    return { kind: 'row-schema', span: this.span(start), star, columns: star ? [] : columns };
  });

  // ---- looking ahead ------------------------------------------------------------------------------------------------------------------

  /** The number of tokens that make the name `ahead`, 0 when none begins there. */
  protected nameLength(ahead: number, type: KqlTokenType = NameWord): number {
    if (this.at(type, ahead)) return 1;
    return this.bracketedNameLength(ahead) || this.clientParameterLength(ahead);
  }

  protected bracketedNameLength(ahead: number): number {
    if (!this.at(mark['['], ahead) || !this.at(StringLiteral, ahead + 1)) return 0;
    let last = ahead + 1;
    while (this.at(StringLiteral, last + 1)) last++;
    return this.at(mark[']'], last + 1) ? last + 2 - ahead : 0;
  }

  protected clientParameterLength(ahead: number): number {
    if (!this.at(mark['{'], ahead) || !this.at(AnyWord, ahead + 1)) return 0;
    let last = ahead + 1;
    if (this.at(mark['['], last + 1)) {
      last += this.at(mark['-'], last + 2) ? 3 : 2;
      if (!this.at(LongLiteral, last) || !this.at(mark[']'], ++last)) return 0;
    }
    if (!this.at(mark['}'], ++last)) return 0;
    for (let i = ahead + 1; i <= last; i++) if (!this.adjacent(i)) return 0;
    return last + 1 - ahead;
  }

  /** Whether a name with a `*` in it begins `ahead`. */
  protected atWildcardName(ahead = 1): boolean {
    if (this.at(mark['*'], ahead)) return true;
    return this.at(DeclaredWord, ahead) && this.at(mark['*'], ahead + 1) && this.adjacent(ahead + 1);
  }

  /** Whether a name and the arguments of a call begin `ahead`. */
  protected atCall(ahead = 1): boolean {
    const length = this.nameLength(ahead);
    return length > 0 && this.at(mark['('], ahead + length);
  }

  private atWildcardPart(): boolean {
    return this.at(mark['*']) || this.at(LongLiteral) || this.at(DeclaredWord);
  }

  // ---- nodes --------------------------------------------------------------------------------------------------------------------------

  private anyName(type: KqlTokenType, what = 'a name'): Name {
    if (this.at(type)) return this.wordAsName(this.accept(type));
    return this.either<Name>(
      [
        [type, () => this.wordAsName(this.accept(type))],
        [() => this.bracketedNameLength(1) > 0, this.bracketedName],
        [() => this.clientParameterLength(1) > 0, this.clientParameter],
      ],
      what,
    );
  }

  protected wordAsName(token: Token): Name {
    return { kind: 'name', span: spanOf(token), text: token.image, bracketed: false };
  }

  private typeOf(types: ReadonlySet<unknown>): TypeName {
    const { tokenType, image } = this.peek();
    const span = spanOf(this.peek());
    if (this.at(AnyWord) && !types.has(tokenType)) this.fail(`\`${image}\` is no type that can stand here`, span, typeHint);
    return { kind: 'type', span, text: this.accept(TypeWord).image };
  }

  private nestedType(schema: RowSchema): TypeName {
    const { span } = schema;
    this.note('semantic', 'a column has a scalar type, not a schema', span);
    return { kind: 'type', span, text: 'dynamic' };
  }

  /** A word that is a plain identifier, as against one that merely may be a name. */
  protected identifier(what?: string): Name {
    return this.wordAsName(this.accept(Identifier, what));
  }

  /** Words that no list of columns can hold, but a path or a value can. */
  protected atSpecialWord(): boolean {
    return this.atText(specialWords);
  }

  protected specialWord(): Name {
    return this.wordAsName(this.acceptText(specialWords, 'a name'));
  }
}

const specialWords: ReadonlySet<string> = new Set(['kind', 'withsource', 'with_source']);
const typeHint = 'the types are bool, datetime, decimal, dynamic, guid, int, long, real, string and timespan';

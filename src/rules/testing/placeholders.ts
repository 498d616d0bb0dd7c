import { KqlError, nearestName, type Span } from '../../errors.ts';
import { tokenize } from '../../syntax/lexer.ts';
import { parse } from '../../syntax/parse.ts';
import { StringLiteral } from '../../syntax/tokens.ts';
import { errorInFile, offsetInFile, type PlacedText } from '../places.ts';

/** A value for a placeholder, and where it is said. */
export interface Parameter {
  readonly value: string | number | bigint | boolean;
  readonly span: Span | undefined;
}

export interface FilledQuery {
  readonly query: PlacedText;
  /** The parameters that the query declares, as query options take them. */
  readonly declared: Readonly<Record<string, string | number | bigint | boolean>>;
}

const placeholder = /\{\{\s*([A-Za-z_]\w{0,127})\s*\}\}/g;

/**
 * A query whose `{{name}}` inside string literals have become the values, written so that the literal means the value; other parameters go to
 * `declare query_parameters`. Throws a KqlError in the place of a placeholder that has no value or stands outside of a literal, and
 * `misplaced` makes the one for a parameter that nothing takes.
 */
export function fillPlaceholders(
  query: PlacedText,
  parameters: ReadonlyMap<string, Parameter>,
  misplaced: (name: string, parameter: Parameter, hint: string | undefined) => KqlError,
): FilledQuery {
  const used = new Set<string>();
  const filled = query.text.includes('{{') ? fill(query, parameters, used) : query;
  const declared: Record<string, Parameter['value']> = Object.create(null);
  const rest = [...parameters].filter(([name]) => !used.has(name));
  if (rest.length > 0) {
    const names = declaredNames(filled.text);
    for (const [name, parameter] of rest) {
      if (!names.has(name)) throw misplaced(name, parameter, hintFor(name, [...names, ...placeholdersIn(query.text)]));
      declared[name] = parameter.value;
    }
  }
  return { query: filled, declared };
}

function fill(query: PlacedText, parameters: ReadonlyMap<string, Parameter>, used: Set<string>): PlacedText {
  const { text } = query;
  const tokens = tokenize(text).tokens.filter(({ tokenType }) => tokenType === StringLiteral);
  const runs: { at: number; from: number }[] = [];
  let written = '';
  let copied = 0;
  const copyTo = (end: number): void => {
    if (end === copied) return;
    for (const { at } of query.runs)
      if (at > copied && at < end) runs.push({ at: written.length + at - copied, from: offsetInFile(query, at) });
    runs.push({ at: written.length, from: offsetInFile(query, copied) });
    written += text.slice(copied, end);
    copied = end;
  };
  let token = 0;
  for (const match of text.matchAll(placeholder)) {
    const [whole, name] = match;
    const span = { start: match.index, end: match.index + whole.length };
    while (token < tokens.length && tokens[token].endOffset < span.start) token++;
    const literal = tokens[token];
    if (literal === undefined || literal.startOffset > span.start) {
      // a comment may say what it likes
      if (isInComment(text, span.start)) continue;
      throw wrong(
        query,
        span,
        `the placeholder {{${name}}} stands outside of a string literal`,
        'write it inside quotes, and convert: toint("{{n}}")',
      );
    }
    const parameter = parameters.get(name);
    if (parameter === undefined) {
      const hint = nearestName(name, parameters.keys());
      throw wrong(
        query,
        span,
        `the placeholder {{${name}}} has no value`,
        hint === undefined
          ? `give it one: parameters: { ${name}: … }; a text that means no placeholder is its own value: "${whole}"`
          : `did you mean \`${hint}\`?`,
      );
    }
    used.add(name);
    copyTo(span.start);
    runs.push({ at: written.length, from: offsetInFile(query, span.start) });
    written += escapedFor(query, literal.image, String(parameter.value), span);
    copied = span.end;
  }
  copyTo(text.length);
  runs.sort((a, b) => a.at - b.at);
  return { ...query, text: written, runs: runs.length > 0 && runs[0].at === 0 ? runs : query.runs };
}

/** A value as the inside of a literal: doubled quotes where it is verbatim, escapes elsewhere, as it is between fences. */
function escapedFor(query: PlacedText, literal: string, value: string, span: Span): string {
  const opening = /^[hH]?(@?)("""|```|~~~|"|')/.exec(literal);
  if (opening === null) throw new Error('a string literal that begins with no quote');
  const [, verbatim, quote] = opening;
  if (quote === '```' || quote === '~~~') {
    if (value.includes(quote))
      throw wrong(query, span, `the value of the placeholder has ${quote} in it, which ends the literal`, undefined);
    return value;
  }
  if (verbatim !== '') {
    if (/[\r\n]/.test(value))
      throw wrong(query, span, 'the value of the placeholder has several lines, which a verbatim literal cannot have', undefined);
    return value.replaceAll(quote, quote + quote);
  }
  return value
    .replaceAll('\\', '\\\\')
    .replaceAll(quote, `\\${quote}`)
    .replace(/[\r\n\t\0]/g, (unit) => ({ '\r': '\\r', '\n': '\\n', '\t': '\\t', '\0': '\\0' })[unit] as string);
}

function isInComment(text: string, offset: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return line.includes('//');
}

function declaredNames(text: string): Set<string> {
  const statements = parse(text).query?.statements ?? [];
  return new Set(
    statements.flatMap((statement) => (statement.kind === 'query-parameters' ? statement.parameters.map(({ name }) => name.text) : [])),
  );
}

function placeholdersIn(text: string): string[] {
  return [...text.matchAll(placeholder)].map(([, name]) => name);
}

function hintFor(name: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return 'the rule has neither placeholders nor declare query_parameters';
  const near = nearestName(name, names);
  return near === undefined ? `the rule takes ${[...new Set(names)].join(', ')}` : `did you mean \`${near}\`?`;
}

function wrong(query: PlacedText, span: Span, message: string, hint: string | undefined): KqlError {
  return errorInFile(query, new KqlError({ kind: 'data', message, span, hint }, query.text));
}

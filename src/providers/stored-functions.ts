import { fail } from '../errors.ts';

/**
 * Functions as workspaces store them, written out as `let name = (parameters) { query };`. `document` is what the YAML or JSON of a file
 * holds: a parser or function of the Sentinel repository (ParserName, ParserParams, ParserQuery, or FunctionName, FunctionParams,
 * FunctionQuery), or an ARM template with saved searches in it. Throws a Failure of the kind 'data' for anything else.
 */
export function functionTextsOf(document: unknown): string[] {
  if (!isObject(document)) return failUnknown();
  const single = functionOfYaml(document);
  if (single !== undefined) return [single];
  const searches = savedSearches(document).map(functionOfSavedSearch);
  return searches.length > 0 ? searches : failUnknown();
}

/** Whether a text is the YAML or JSON of a stored function rather than KQL, which begins with `let` or a command. */
export function isFunctionDocument(text: string): boolean {
  const begun = text.replace(/^(?:\s|\/\/.*)+/, '');
  if (/^(?:let\b|\.)/.test(begun)) return false;
  return begun.startsWith('{') || /^(?:Parser|Function|ParserName|FunctionName|FunctionAlias|ParserQuery|FunctionQuery)\s*:/m.test(begun);
}

function failUnknown(): never {
  return fail(
    'data',
    'this is no stored function',
    undefined,
    'KQL (`let name = (…) { … }`, `.create function …`), the YAML of a parser (FunctionName and FunctionQuery, or ParserName and ParserQuery), or an ARM template with saved searches',
  );
}

function functionOfYaml(document: Readonly<Record<string, unknown>>): string | undefined {
  const query = document.FunctionQuery ?? document.ParserQuery;
  const name = document.FunctionAlias ?? document.FunctionName ?? document.ParserName;
  if (query === undefined && name === undefined) return undefined;
  if (typeof query !== 'string') return fail('data', `the function ${String(name)} has no query`);
  if (typeof name !== 'string') return fail('data', 'the function has no name: FunctionName or ParserName');
  const parameters = document.FunctionParams ?? document.ParserParams ?? [];
  if (!Array.isArray(parameters)) return fail('data', `the parameters of ${name} are no list`);
  return letOf(name, parameters.map((parameter) => parameterOf(name, parameter)).join(', '), query);
}

/** A default of the type string is the text itself, one of another type is written as in KQL. */
function parameterOf(name: string, parameter: unknown): string {
  if (!isObject(parameter) || typeof parameter.Name !== 'string' || typeof parameter.Type !== 'string')
    return fail('data', `a parameter of ${name} has no Name or no Type`);
  const type = parameter.Type === 'table' ? '(*)' : parameter.Type.replace(/^table\s*:\s*/i, '');
  const given = parameter.Default;
  if (given === undefined || given === null) return `${parameter.Name}:${type}`;
  return `${parameter.Name}:${type}=${type === 'string' ? stringLiteral(String(given)) : String(given)}`;
}

function stringLiteral(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;
}

function savedSearches(node: unknown): Readonly<Record<string, unknown>>[] {
  if (Array.isArray(node)) return node.flatMap(savedSearches);
  if (!isObject(node)) return [];
  if (typeof node.type === 'string' && /(?:^|\/)savedSearches$/i.test(node.type) && isObject(node.properties)) return [node.properties];
  return Object.values(node).flatMap(savedSearches);
}

function functionOfSavedSearch(properties: Readonly<Record<string, unknown>>): string {
  const of = (key: string): unknown => Object.entries(properties).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
  const [name, parameters = '', query] = [of('functionAlias'), of('functionParameters'), of('query')];
  if (typeof name !== 'string' || name === '') return fail('data', 'a saved search has no functionAlias');
  if (typeof query !== 'string') return fail('data', `the saved search ${name} has no query`);
  if (typeof parameters !== 'string') return fail('data', `the functionParameters of ${name} are no text`);
  if ([name, parameters, query].some((text) => /^\[(?!\[).*\]$/s.test(text.trim())))
    return fail(
      'unsupported',
      `the saved search ${name.slice(0, 60)} has template expressions`,
      undefined,
      'deploy the template and export the function',
    );
  return letOf(name, parameters, query);
}

/** The closing brace stands on its own line: the query may end with a comment. */
function letOf(name: string, parameters: string, query: string): string {
  return `let ${name} = (${parameters}) {\n${query.trim().replace(/;$/, '')}\n};`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

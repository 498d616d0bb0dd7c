import { constantText } from '../binder/calls.ts';
import { type BindContext, catalogOf, type Environment } from '../binder/context.ts';
import { checkParameters } from '../binder/parameters.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import type { Schema } from '../data/schema.ts';
import { pickColumns, type Segment } from '../data/segment.ts';
import type { ScanRequest, Source } from '../data/table.ts';
import { Failure, fail, type Span } from '../errors.ts';
import { findExternal, withoutSecrets } from '../providers/external.ts';
import { type ExternalFormat, formatNamed, formatOfAddress, recordKind } from '../readers/external/formats.ts';
import { plainMapping, readMapping } from '../readers/external/mapping.ts';
import type { ExternalDeclaration, ExternalInput } from '../readers/external/read.ts';
import type { ExternalData, Expression as Node, OperatorParameter } from '../syntax/ast.ts';
import { schemaOf } from './datatable.ts';

/**
 * `externaldata (columns) [addresses] with (properties)`: the contents that the host supplies for the addresses, read under the declared
 * columns. An address without a content ends the query before any data is read, but is no error as long as nothing reads it. Manual page
 * externaldata-operator.
 */
export function bindExternalData(
  context: BindContext,
  environment: Environment,
  _input: Relation | undefined,
  node: ExternalData,
): Relation {
  checkParameters(context, node.parameters, [], 'externaldata');
  const schema = schemaOf(node.schema);
  if (schema.columns.length === 0) fail('semantic', '`externaldata` needs a column', node.schema.span);
  if (node.uris.length === 0) fail('semantic', '`externaldata` needs an address', node.span);
  const properties = readProperties(node.with);
  const inputs = node.uris.map((uri) => inputOf(context, environment, uri, schema, properties));
  const { ignoreFirstRecord, zipPattern } = properties;
  const source = externalSource(inputs, { schema, ignoreFirstRecord, zipPattern }, node.span);
  return relationOf({ kind: 'scan', name: 'externaldata', source, columns: undefined, schema, span: node.span });
}

interface Properties {
  readonly format: ExternalFormat | undefined;
  readonly ignoreFirstRecord: boolean;
  readonly zipPattern: string | undefined;
  readonly mapping: { readonly text: string; readonly span: Span } | undefined;
}

/** What `with (…)` says, names in any case. */
function readProperties(parameters: readonly OperatorParameter[]): Properties {
  let format: ExternalFormat | undefined;
  let ignoreFirstRecord = false;
  let zipPattern: string | undefined;
  let mapping: Properties['mapping'];
  for (const { name, nameSpan, value } of parameters) {
    const text = textOf(value);
    switch (name.toLowerCase()) {
      case 'format':
        format = placed(value.span, () => formatNamed(text));
        break;
      case 'ignorefirstrecord':
        if (!/^(?:true|false)$/i.test(text)) fail('semantic', `\`${name}\` is true or false`, value.span);
        ignoreFirstRecord = text.toLowerCase() === 'true';
        break;
      case 'zippattern':
        zipPattern = text;
        break;
      case 'ingestionmapping':
        mapping = { text, span: value.span };
        break;
      default:
        fail('unsupported', `the property ${name} of externaldata is not supported yet`, nameSpan);
    }
  }
  return { format, ignoreFirstRecord, zipPattern, mapping };
}

function textOf(value: Node): string {
  if (value.kind === 'name') return value.text;
  if (value.kind === 'literal' && value.value !== null) return String(value.value);
  return fail('semantic', 'a property is a word or a literal', value.span);
}

function inputOf(context: BindContext, environment: Environment, uri: Node, schema: Schema, properties: Properties): ExternalInput {
  const address = constantText(context, { environment, row: undefined }, uri, 'the address that externaldata reads');
  const name = withoutSecrets(address);
  const format = properties.format ?? placed(uri.span, () => formatOfAddress(name));
  const kind = recordKind(format);
  const { mapping } = properties;
  const sources = mapping === undefined ? plainMapping(schema, kind) : placed(mapping.span, () => readMapping(mapping.text, schema, kind));
  const { external, fetch } = catalogOf(context, environment).providers ?? { external: new Map(), fetch: undefined };
  const content = findExternal(external, fetch, address);
  if (content === undefined) {
    // what no result reads is no error; the second binding knows what is read
    if (context.known !== undefined) {
      fail(
        'data',
        `there is no content for ${name}, and nothing is fetched from the network by itself`,
        uri.span,
        `supply it: new Database({ external: { '${name}': … } }), database.addExternal, or --external ${name}=FILE`,
      );
    }
    context.dependsOnData = true;
  }
  return { name, format, sources, open: () => (typeof content === 'function' ? content() : (content ?? [])) };
}

function externalSource(inputs: readonly ExternalInput[], declaration: ExternalDeclaration, span: Span): Source {
  return {
    schema: declaration.schema,
    async *scan({ columns, warn = () => {} }: ScanRequest): AsyncGenerator<Segment, void, undefined> {
      const { readExternal } = await import('../readers/external/read.ts');
      try {
        for await (const segment of readExternal(inputs, declaration, warn))
          yield columns === undefined ? segment : pickColumns(segment, columns);
      } catch (error) {
        throw withPlace(error, span);
      }
    },
  };
}

/** Gives what goes wrong in a part of the query its place. */
function placed<Result>(span: Span, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw withPlace(error, span);
  }
}

function withPlace(error: unknown, span: Span): unknown {
  return error instanceof Failure ? new Failure({ ...error.diagnostic, span: error.diagnostic.span ?? span }) : error;
}

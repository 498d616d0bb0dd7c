import type { SchemaElement } from 'hyparquet';
import type { ScalarType } from '../../data/types.ts';
import type { ParquetFile } from './file.ts';

/** How the values of a leaf are to be understood. */
export type LeafKind =
  | {
      readonly kind:
        | 'bool'
        | 'long'
        | 'uint32'
        | 'uint64'
        | 'real'
        | 'half'
        | 'string'
        | 'bytes'
        | 'json'
        | 'guid'
        | 'date'
        | 'int96'
        | 'nothing';
    }
  | { readonly kind: 'decimal'; readonly scale: number }
  | { readonly kind: 'datetime' | 'timespan'; readonly unit: 'MILLIS' | 'MICROS' | 'NANOS' };

/** A place of a file's schema. `definition` and `repetition` are the levels at which a value is there. */
export interface ParquetNode {
  readonly name: string;
  readonly element: SchemaElement;
  readonly children: readonly ParquetNode[];
  readonly definition: number;
  readonly repetition: number;
  /** Its place among the leaves; of a group, that of the first leaf in it. */
  readonly leaf: number;
  /** Of a leaf: how to read it, or why it cannot be. */
  readonly read: LeafKind | string;
}

/** A column of a file. */
export interface ParquetColumn {
  readonly node: ParquetNode;
  readonly type: ScalarType;
  /** What the file declares it as. */
  readonly declared: string;
  /** Why it cannot be read. */
  readonly refused: string | undefined;
}

const maxDepth = 32;

/** The columns of a file by name. Throws for a schema that is none. */
export function columnsOf(file: ParquetFile): Map<string, ParquetColumn> {
  const cursor = { at: 1, leaf: 0 };
  const [root] = file.schema;
  const columns = new Map<string, ParquetColumn>();
  for (let i = 0; i < (root?.num_children ?? 0); i++) {
    const node = nodeAt(file.schema, cursor, 0, 0, 1);
    if (columns.has(node.name)) throw new Error(`it has two columns ${node.name}`);
    columns.set(node.name, columnOf(node, file));
  }
  return columns;
}

function nodeAt(
  schema: ParquetFile['schema'],
  cursor: { at: number; leaf: number },
  definition: number,
  repetition: number,
  depth: number,
): ParquetNode {
  const element = schema[cursor.at++];
  if (element === undefined || depth > maxDepth) throw new Error('its schema is none');
  const { leaf } = cursor;
  const isRepeated = element.repetition_type === 'REPEATED';
  const levels = {
    definition: definition + (element.repetition_type === 'REQUIRED' || element.repetition_type === undefined ? 0 : 1),
    repetition: repetition + (isRepeated ? 1 : 0),
  };
  const children: ParquetNode[] = [];
  if (element.type === undefined) {
    const count = element.num_children ?? 0;
    for (let i = 0; i < count; i++) children.push(nodeAt(schema, cursor, levels.definition, levels.repetition, depth + 1));
    if (count <= 0) throw new Error(`the group ${element.name} is empty`);
  } else {
    cursor.leaf++;
  }
  return { name: element.name, element, children, ...levels, leaf, read: element.type === undefined ? 'a group' : leafKind(element) };
}

function columnOf(node: ParquetNode, file: ParquetFile): ParquetColumn {
  const declared = declaredAs(node.element);
  if (node.children.length > 0 || node.element.repetition_type === 'REPEATED')
    return { node, type: 'dynamic', declared, refused: refusedIn(node) };
  const { read } = node;
  if (typeof read === 'string') return { node, type: 'string', declared, refused: read };
  return { node, type: typeOf(read, node, file), declared, refused: undefined };
}

function refusedIn(node: ParquetNode): string | undefined {
  if (node.children.length === 0) return typeof node.read === 'string' ? `in it, ${node.name}: ${node.read}` : undefined;
  const logical = node.element.logical_type?.type;
  if (logical === 'VARIANT') return 'values of the type VARIANT are not read';
  for (const child of node.children) {
    const refused = refusedIn(child);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

/** The type of a leaf by itself. Manual page parquet-mapping. */
function typeOf(read: LeafKind, { leaf }: ParquetNode, file: ParquetFile): ScalarType {
  switch (read.kind) {
    case 'uint32':
      return 'long';
    case 'uint64':
      // a long where the file says that all values are one; decimal holds them all
      return file.groups.every(({ chunks }) => isLong(chunks[leaf]?.meta_data?.statistics?.max_value)) ? 'long' : 'decimal';
    case 'half':
      return 'real';
    case 'bytes':
    case 'nothing':
      return 'string';
    case 'json':
      return 'dynamic';
    case 'date':
    case 'int96':
      return 'datetime';
    default:
      return read.kind;
  }
}

function isLong(most: unknown): boolean {
  return typeof most === 'bigint' && most >= 0n && most <= 0x7fffffffffffffffn;
}

function leafKind(element: SchemaElement): LeafKind | string {
  const { type, converted_type: converted, logical_type: logical, type_length: length = 0 } = element;
  const named = logical?.type;
  if (logical !== undefined && named === undefined && Object.keys(logical).length > 0) return 'its logical type is not known';
  if (named === 'NULL') return { kind: 'nothing' };
  if (converted === 'DECIMAL' || named === 'DECIMAL') {
    const scale = element.scale ?? (logical?.type === 'DECIMAL' ? logical.scale : 0) ?? 0;
    if (type === 'FLOAT' || type === 'DOUBLE' || type === 'BOOLEAN' || type === 'INT96') return `a DECIMAL is no ${type}`;
    if (!(scale >= 0 && scale <= 1000) || (type === 'FIXED_LEN_BYTE_ARRAY' && !(length > 0 && length <= 1024)))
      return 'it is too wide a DECIMAL';
    return { kind: 'decimal', scale };
  }
  switch (type) {
    case 'BOOLEAN':
      return { kind: 'bool' };
    case 'FLOAT':
    case 'DOUBLE':
      return { kind: 'real' };
    case 'INT96':
      return { kind: 'int96' };
    case 'INT32':
      if (converted === 'DATE' || named === 'DATE') return { kind: 'date' };
      if (converted === 'TIME_MILLIS' || named === 'TIME') return { kind: 'timespan', unit: 'MILLIS' };
      return { kind: isUnsigned(element) ? 'uint32' : 'long' };
    case 'INT64':
      return longKind(element);
    case 'BYTE_ARRAY':
      if (converted === 'JSON' || named === 'JSON') return { kind: 'json' };
      if (converted === 'UTF8' || converted === 'ENUM' || named === 'STRING' || named === 'ENUM') return { kind: 'string' };
      if (converted === undefined && logical === undefined) return { kind: 'bytes' };
      return `values of the type ${named ?? converted} are not read`;
    case 'FIXED_LEN_BYTE_ARRAY':
      if (named === 'UUID' && length === 16) return { kind: 'guid' };
      if (named === 'FLOAT16' && length === 2) return { kind: 'half' };
      return `values of the type ${named ?? converted ?? `FIXED_LEN_BYTE_ARRAY(${length})`} are not read`;
    default:
      return `its type ${type} is not known`;
  }
}

function longKind(element: SchemaElement): LeafKind {
  const { converted_type: converted, logical_type: logical } = element;
  if (logical?.type === 'TIMESTAMP') return { kind: 'datetime', unit: logical.unit };
  if (logical?.type === 'TIME') return { kind: 'timespan', unit: logical.unit };
  if (converted === 'TIMESTAMP_MILLIS') return { kind: 'datetime', unit: 'MILLIS' };
  if (converted === 'TIMESTAMP_MICROS') return { kind: 'datetime', unit: 'MICROS' };
  if (converted === 'TIME_MICROS') return { kind: 'timespan', unit: 'MICROS' };
  return { kind: isUnsigned(element) ? 'uint64' : 'long' };
}

function isUnsigned({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return converted?.startsWith('UINT_') === true || (logical?.type === 'INTEGER' && !logical.isSigned);
}

function declaredAs({ type, converted_type: converted, logical_type: logical, num_children: children }: SchemaElement): string {
  const name = logical?.type ?? converted;
  const unit = logical !== undefined && 'unit' in logical ? ` in ${logical.unit}` : '';
  if (children !== undefined && type === undefined) return name ?? 'STRUCT';
  return name === undefined ? (type ?? '') : `${name}${unit} (${type})`;
}

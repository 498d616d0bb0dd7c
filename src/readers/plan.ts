import type { Column, Schema } from '../data/schema.ts';
import { type ScalarType, scalarTypeOf } from '../data/types.ts';
import { fail } from '../errors.ts';

/** Where the type of a column comes from. */
export interface ColumnOrigin extends Column {
  /**
   * 'declared': the schema that was given; 'built-in': the schema that is known by the table's name; 'header': the columns that the file
   * itself declares (a query response, or `[UTC]` in a portal's header); 'inferred': the values.
   */
  readonly why: 'declared' | 'built-in' | 'header' | 'inferred';
  /** In words. */
  readonly reason: string;
  /** A value that decided. */
  readonly example?: { readonly value: string; readonly input: string; readonly line: number };
}

/** Whether no value has said yet what type a column is; it passes for a string, but may still become anything. */
export function isOpen({ why, example }: ColumnOrigin): boolean {
  return why === 'inferred' && example === undefined;
}

/** The columns of a table that is about to be read. */
export interface ReadPlan {
  readonly columns: readonly ColumnOrigin[];
  /** A column of the data that is not among them: passed over (a schema was given), added, or an error once it holds a value. */
  readonly unknown: 'ignore' | 'add' | 'refuse';
}

export interface SchemaOptions {
  /** The whole truth about the columns: others are passed over, missing ones are null. */
  readonly schema?: Schema;
  /** The columns that come first, all of them and in this order, whatever the data has; those of the data follow. */
  readonly builtIn?: Readonly<Record<string, ScalarType>>;
}

/** The columns that are known before anything was read. */
export function knownColumns({ schema, builtIn }: SchemaOptions): ColumnOrigin[] {
  if (schema !== undefined)
    return schema.columns.map(({ name, type }) => ({
      name,
      type: checkedType(name, type),
      why: 'declared',
      reason: 'the schema that was given',
    }));
  return Object.entries(builtIn ?? {}).map(([name, type]) => ({
    name,
    type,
    why: 'built-in',
    reason: "the schema known by the table's name",
  }));
}

/** A type as the host wrote it: the language's other spellings go too. */
function checkedType(column: string, type: string): ScalarType {
  return scalarTypeOf(type) ?? fail('data', `the schema gives column ${column} the type ${JSON.stringify(type)}, which is none`);
}

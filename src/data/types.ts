/** The ten scalar types of the Kusto Query Language. */
export type ScalarType = 'bool' | 'int' | 'long' | 'real' | 'decimal' | 'datetime' | 'timespan' | 'guid' | 'string' | 'dynamic';

/** The spellings that the language accepts for its types. */
const spellings = new Map<string, ScalarType>([
  ['bool', 'bool'],
  ['boolean', 'bool'],
  ['int', 'int'],
  ['int8', 'int'],
  ['int16', 'int'],
  ['int32', 'int'],
  ['uint', 'int'],
  ['uint8', 'int'],
  ['uint16', 'int'],
  ['uint32', 'int'],
  ['byte', 'int'],
  ['char', 'int'],
  ['long', 'long'],
  ['int64', 'long'],
  ['ulong', 'long'],
  ['uint64', 'long'],
  ['real', 'real'],
  ['double', 'real'],
  ['float', 'real'],
  ['decimal', 'decimal'],
  ['datetime', 'datetime'],
  ['date', 'datetime'],
  ['timespan', 'timespan'],
  ['time', 'timespan'],
  ['guid', 'guid'],
  ['uuid', 'guid'],
  ['uniqueid', 'guid'],
  ['string', 'string'],
  ['dynamic', 'dynamic'],
  ['object', 'dynamic'],
]);

/** The type that a spelling means, or undefined when it is none. */
export function scalarTypeOf(spelling: string): ScalarType | undefined {
  return spellings.get(spelling);
}

/** The .NET names that `getschema` reports. */
export const dotNetTypes: Readonly<Record<ScalarType, string>> = {
  bool: 'System.SByte',
  int: 'System.Int32',
  long: 'System.Int64',
  real: 'System.Double',
  decimal: 'System.Data.SqlTypes.SqlDecimal',
  datetime: 'System.DateTime',
  timespan: 'System.TimeSpan',
  guid: 'System.Guid',
  string: 'System.String',
  dynamic: 'System.Object',
};

import { BoolWriter, CellWriter, LongWriter, RealWriter } from './cells.ts';
import { DatetimeWriter } from './datetime.ts';
import { DynamicWriter } from './dynamic.ts';
import { TextWriter } from './text.ts';
import type { ColumnTarget, ColumnWriter } from './writer.ts';

/** The writer of a column. */
export function createWriter(target: ColumnTarget): ColumnWriter {
  switch (target.type) {
    case 'string':
      return new TextWriter(target);
    case 'dynamic':
      return new DynamicWriter(target);
    case 'datetime':
      return new DatetimeWriter(target);
    case 'long':
      return new LongWriter(target);
    case 'real':
      return new RealWriter(target);
    case 'bool':
      return new BoolWriter(target);
    default:
      return new CellWriter(target);
  }
}

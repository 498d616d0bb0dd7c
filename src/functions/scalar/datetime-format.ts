import { type CompiledFormat, compileDatetimeFormat, compileTimespanFormat } from '../../data/format-datetime.ts';
import { type CallError, type CallSite, type ScalarFunction, scalar } from '../define.ts';

/** Datetimes and timespans as text of a format. Manual pages format-datetime-function, format-timespan-function. */
export const datetimeFormatFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'format_datetime(date: datetime, format: string): string',
    doc: "A datetime as text: the format's letters stand for its parts, there are no names of months or days.",
    examples: [["format_datetime(datetime(2017-01-29 09:00:05), 'yy-MM-dd [HH:mm:ss]')", '17-01-29 [09:00:05]']],
    naming: 'argument',
    constant: ['format'],
    prepare: (site) => {
      const compiled = compiledFormat(site, compileDatetimeFormat);
      return 'error' in compiled ? compiled : (ticks) => compiled.format(ticks);
    },
  }),
  scalar({
    signature: 'format_timespan(timespan: timespan, format: string): string',
    doc: "A timespan as text: the format's letters stand for its parts, a negative one has its sign in front.",
    examples: [["format_timespan(time(29.09:00:05.12345), 'dd.hh:mm:ss:FF')", '29.09:00:05:12']],
    naming: 'argument',
    constant: ['format'],
    prepare: (site) => {
      const compiled = compiledFormat(site, compileTimespanFormat);
      return 'error' in compiled ? compiled : (ticks) => compiled.format(ticks);
    },
  }),
];

function compiledFormat(
  { constants: [, format] }: CallSite,
  compile: (format: string) => CompiledFormat,
): Exclude<CompiledFormat, { error: string }> | CallError {
  if (format === '') return { error: 'the format must not be empty', argument: 1 };
  const compiled = compile(format as string);
  return 'error' in compiled ? { error: compiled.error, argument: 1 } : compiled;
}

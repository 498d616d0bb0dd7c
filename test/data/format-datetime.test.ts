import { expect, test } from 'vitest';
import { parseDatetime } from '../../src/data/datetime.ts';
import { type CompiledFormat, compileDatetimeFormat, compileTimespanFormat } from '../../src/data/format-datetime.ts';
import { minTimespan } from '../../src/data/ticks.ts';
import { parseTimespan } from '../../src/data/timespan.ts';

function apply(compiled: CompiledFormat, ticks: bigint): string {
  return 'error' in compiled ? compiled.error : compiled.format(ticks);
}
const datetime = (text: string, format: string) => apply(compileDatetimeFormat(format), parseDatetime(text)!);
const timespan = (text: string, format: string) => apply(compileTimespanFormat(format), parseTimespan(text)!);

test.each([
  ['2017-01-29 09:00:05', 'yy-MM-dd [HH:mm:ss]', '17-01-29 [09:00:05]'],
  ['2017-01-29 09:00:05', 'yyyy-M-dd [H:mm:ss]', '2017-1-29 [9:00:05]'],
  ['2017-01-29 09:00:05', 'yy-MM-dd [hh:mm:ss tt]', '17-01-29 [09:00:05 AM]'],
  ['2020-06-15 13:45:09.123', 'yyyy-MM-dd HH:mm:ss.fff', '2020-06-15 13:45:09.123'],
  ['2020-06-15 13:45:09', 'M/d/yyyy h:mm:ss tt', '6/15/2020 1:45:09 PM'],
  ['2020-06-15 00:45:09', 'h tt', '12 AM'],
  ['2020-06-15 09:05:03.007', 'M/d/yy H:m:s', '6/15/20 9:5:3'],
  ['2020-12-09 23:45:59.999', 'yyyyMMddHHmmss', '20201209234559'],
  ['2020-01-01 00:00:00.0000001', 'fffffff', '0000001'],
  ['2009-06-15 13:45:30.0001150', 'FFFFFFF', '000115'],
  ['2009-06-15 13:45:30.0500000', 'F', ''],
  ['2009-06-15 13:45:30.6175420', 'FFFF', '6175'],
  ['0900-01-01', 'y yy yyyy', '0 00 0900'],
])('format_datetime of %s with %j', (text, format, expected) => {
  expect(datetime(text, format)).toBe(expected);
});

test('longer runs are cut into tokens, there are no names', () => {
  expect(['dddd', 'ddd', 'MMMM', 'MMM'].map((format) => datetime('2020-01-05', format))).toEqual(['0505', '055', '0101', '011']);
});

test('a letter that is no token is an error', () => {
  for (const format of ['yyyy-MM-ddTHH:mm:ss', 'zzz', 'K', 't', 'yyyy;MM', "'x'", 'é']) {
    expect(compileDatetimeFormat(format)).toHaveProperty('error');
  }
  expect(datetime('2020-01-05', 'yyyyT')).toContain("'T' is no format element of format_datetime()");
});

test.each([
  ['2.03:04:05', 'd.hh:mm:ss', '2.03:04:05'],
  ['-02:30:00', 'hh:mm', '-02:30'],
  ['-1.02:30:00', 'd.hh:mm:ss', '-1.02:30:00'],
  ['-00:01:30', 'mm:ss', '-01:30'],
  ['1.02:03:04.005', 'd:hh:mm:ss.fff', '1:02:03:04.005'],
  ['00:00:00.0000001', 'fffffff', '0000001'],
  ['1.01:01:01.123', 'd:h:m:s.fff', '1:1:1:1.123'],
  ['1.01:01:01.123', 'dd:HH:mm:ss', '01:01:01:01'],
  ['10675199.02:48:05.4775807', 'd.hh:mm:ss', '10675199.02:48:05'],
  ['1d', 'dddd', '0001'],
  ['2.05:00:00', 'd.h', '2.5'],
  ['29.09:00:05.12345', 'dd.hh:mm:ss:FF', '29.09:00:05:12'],
  ['29.09:00:05.12345', 'ddd.h:mm:ss [fffffff]', '029.9:00:05 [1234500]'],
])('format_timespan of %s with %j', (text, format, expected) => {
  expect(timespan(text, format)).toBe(expected);
});

test('format_timespan knows no standard formats', () => {
  for (const format of ['c', 'g', 'G', '%d', 'yyyy', 'tt']) expect(compileTimespanFormat(format)).toHaveProperty('error');
  expect(apply(compileTimespanFormat('d.hh:mm:ss.fffffff'), minTimespan)).toBe('-10675199.02:48:05.4775808');
});

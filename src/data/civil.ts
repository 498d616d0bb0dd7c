/** The Gregorian calendar, also before 1582. Days count from 0001-01-01, which is day 0 and a Monday. */

/** The day 9999-12-31. */
export const lastDay = 3_652_058;

const cumulativeDays = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const monthLengths = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

/** The day of a date; the date must exist. */
export function dayFromCivil(year: number, month: number, day: number): number {
  const before = year - 1;
  const leapDay = month > 2 && isLeapYear(year) ? 1 : 0;
  return before * 365 + (before >> 2) - ((before / 100) | 0) + ((before / 400) | 0) + cumulativeDays[month] + leapDay + day - 1;
}

/** The date of a day between 0 and `lastDay`. */
export function civilFromDay(day: number): CivilDate {
  // years that start in March put the leap day last; day 306 of the year 0 is 0001-01-01
  const shifted = day + 306;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + (yearOfEra >> 2) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

export function isLeapYear(year: number): boolean {
  return (year & 3) === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : monthLengths[month];
}

/** Whether there is such a date in the years 1 to 9999. */
export function isCivilDate(year: number, month: number, day: number): boolean {
  return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** Units of time in ticks: a tick is 100 ns. A datetime counts ticks since 0001-01-01T00:00:00Z, a timespan is a signed number of ticks. */
export const ticksPerMicrosecond = 10n;
export const ticksPerMillisecond = 10_000n;
export const ticksPerSecond = 10_000_000n;
export const ticksPerMinute = 600_000_000n;
export const ticksPerHour = 36_000_000_000n;
export const ticksPerDay = 864_000_000_000n;
export const ticksPerWeek = 6_048_000_000_000n;

/** The ticks of a day as a number, for code that keeps a datetime as a day and the ticks of that day. */
export const dayTicks = 864_000_000_000;

/** 9999-12-31T23:59:59.9999999Z. */
export const maxDatetime = 3_155_378_975_999_999_999n;
export const maxTimespan = 0x7fff_ffff_ffff_ffffn;
export const minTimespan = -0x8000_0000_0000_0000n;

/** 1970-01-01T00:00:00Z, in ticks and in days. */
export const unixEpoch = 621_355_968_000_000_000n;
export const unixEpochDay = 719_162;

/** The datetime itself, or null where it lies outside the years 1 to 9999. */
export function validDatetime(ticks: bigint): bigint | null {
  return ticks >= 0n && ticks <= maxDatetime ? ticks : null;
}

/** The timespan itself, or null where it does not fit 64 bits. */
export function validTimespan(ticks: bigint): bigint | null {
  return ticks >= minTimespan && ticks <= maxTimespan ? ticks : null;
}

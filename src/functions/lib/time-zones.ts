/**
 * Time zones by the host's copy of the IANA database, which JavaScript offers through Intl. Instants and offsets are whole seconds, instants
 * since 1970-01-01T00:00:00Z.
 */
export interface TimeZone {
  /** Local time less UTC at an instant. */
  offsetAt(second: number): number;
}

const zones = new Map<string, TimeZone | undefined>();

/** The time zone of a name such as Europe/Paris; undefined when the host knows none. */
export function timeZoneNamed(name: string): TimeZone | undefined {
  if (!zones.has(name)) zones.set(name, openTimeZone(name));
  return zones.get(name);
}

/** The canonical names of the zones that the host knows. */
export function timeZoneNames(): readonly string[] {
  return Intl.supportedValuesOf('timeZone');
}

/** All instants of a quarter of an hour, in which the clocks of no zone change twice, mostly share their offset. */
const quarter = 900;

function openTimeZone(name: string): TimeZone | undefined {
  // offsets such as +01:00 are zones to some hosts, but no names
  if (!/^[A-Za-z]/.test(name)) return undefined;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  } catch {
    return undefined;
  }
  const offsets = new Map<number, number>();
  const ask = (second: number): number => parseOffset(format.formatToParts(second * 1000));
  return {
    offsetAt(second) {
      const start = Math.floor(second / quarter) * quarter;
      let offset = offsets.get(start);
      if (offset === undefined) {
        offset = ask(start);
        if (offset !== ask(start + quarter - 1)) return ask(second);
        offsets.set(start, offset);
      }
      return offset;
    },
  };
}

/** `GMT`, `GMT+01:00`, for the local mean times of old `GMT-07:52:58`. */
function parseOffset(parts: readonly Intl.DateTimeFormatPart[]): number {
  const text = parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
  const match = /^GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text.replace('\u2212', '-'));
  if (match === null) throw new Error(`an offset of a time zone reads ${text}`);
  const [, sign, hours, minutes, seconds] = match;
  if (sign === undefined) return 0;
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0);
  return sign === '-' ? -size : size;
}

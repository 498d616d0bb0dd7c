import { describe, expect, it } from 'vitest';
import { timeZoneNamed, timeZoneNames } from '../../../src/functions/lib/time-zones.ts';

const second = (iso: string): number => Date.parse(iso) / 1000;
const offset = (zone: string, iso: string): number | undefined => timeZoneNamed(zone)?.offsetAt(second(iso));

describe('time zones', () => {
  it('know winter and summer to the second', () => {
    expect(offset('Europe/Brussels', '2022-03-27T00:59:59Z')).toBe(3600);
    expect(offset('Europe/Brussels', '2022-03-27T01:00:00Z')).toBe(7200);
    expect(offset('US/Pacific', '2020-02-02T00:00:00Z')).toBe(-8 * 3600);
    expect(offset('Asia/Kathmandu', '2020-02-02T00:00:00Z')).toBe(5.75 * 3600);
    expect(offset('UTC', '2020-02-02T00:00:00Z')).toBe(0);
  });

  it('know the local mean times of old, which have seconds', () => {
    expect(offset('America/Los_Angeles', '1850-01-01T00:00:00Z')).toBe(-(7 * 3600 + 52 * 60 + 58));
  });

  it('are names, not offsets', () => {
    expect(timeZoneNamed('Nowhere')).toBeUndefined();
    expect(timeZoneNamed('+01:00')).toBeUndefined();
    expect(timeZoneNamed('')).toBeUndefined();
    expect(timeZoneNames()).toContain('Europe/Paris');
  });
});

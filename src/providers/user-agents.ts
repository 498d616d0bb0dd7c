import { type Dynamic, isArray } from '../data/dynamic.ts';
import { fail } from '../errors.ts';

/** What a user-agent text says of browser, system and device, as far as it is known. */
export interface UserAgentInfo {
  readonly browser?: Version | null;
  readonly os?: (Version & { readonly patchMinor?: string | null }) | null;
  readonly device?: { readonly family?: string | null; readonly brand?: string | null; readonly model?: string | null } | null;
}

interface Version {
  readonly family?: string | null;
  readonly majorVersion?: string | null;
  readonly minorVersion?: string | null;
  readonly patch?: string | null;
}

/** Tells what a user-agent text says; null where it says nothing. It may be asked about a text several times. */
export type UserAgentResolver = (userAgent: string) => UserAgentInfo | null | undefined;

/** What parse_user_agent() can look for, with the names in its result and the fields of each. */
const parts: Readonly<Record<string, { readonly name: string; readonly fields: readonly string[] }>> = {
  browser: { name: 'Browser', fields: ['Family', 'MajorVersion', 'MinorVersion', 'Patch'] },
  os: { name: 'OperatingSystem', fields: ['Family', 'MajorVersion', 'MinorVersion', 'Patch', 'PatchMinor'] },
  device: { name: 'Device', fields: ['Family', 'Brand', 'Model'] },
};

/**
 * What parse_user_agent() gives: a bag of the parts that are looked for, in which what is not known is ''; null for what the resolver does not
 * know, and where something else is looked for than browser, os and device.
 */
export function userAgentOf(resolver: UserAgentResolver, userAgent: string, lookFor: Dynamic): Dynamic {
  const wanted = isArray(lookFor) ? lookFor : [lookFor];
  const known = wanted.every((part) => typeof part === 'string' && Object.hasOwn(parts, part));
  if (!known || wanted.length === 0) return null;
  const info: unknown = resolver(userAgent);
  if (info === null || info === undefined) return null;
  if (typeof info !== 'object' || info instanceof Promise) fail('data', 'userAgent must give an object or null, at once');
  return new Map(
    Object.entries(parts)
      .filter(([part]) => wanted.includes(part))
      .map(([part, { name, fields }]) => {
        const given = ((info as Readonly<Record<string, unknown>>)[part] ?? {}) as Readonly<Record<string, unknown>>;
        return [name, new Map(fields.map((field) => [field, String(given[camelCase(field)] ?? '')]))];
      }),
  );
}

function camelCase(field: string): string {
  return field.charAt(0).toLowerCase() + field.slice(1);
}

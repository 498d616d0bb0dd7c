import type { RE2JS } from 're2js';
import { toRe2 } from './regex-print.ts';
import type { RegexNode } from './regex-syntax.ts';

/** The library, once it is there: a third of the whole engine's size, and few queries need it. */
let library: typeof RE2JS | undefined;
let loading: Promise<void> | undefined;

/**
 * Fetches re2js; whoever needs it meanwhile gets the same answers from our own machine. Resolves when it is there, or could not be had (a page
 * that serves one file only), in which case the machine goes on.
 */
export function loadRe2(): Promise<void> {
  loading ??= import('re2js').then(
    (module) => {
      library = module.RE2JS;
    },
    () => undefined,
  );
  return loading;
}

/** The pattern for RE2: undefined while the library is on its way, null where it does not know what the pattern asks for. */
export function compileRe2(root: RegexNode): RE2JS | null | undefined {
  if (library === undefined) {
    void loadRe2();
    return undefined;
  }
  const pattern = toRe2(root);
  if (pattern === null) return null;
  try {
    return library.compile(pattern);
  } catch {
    // a repetition beyond RE2's limits
    return null;
  }
}

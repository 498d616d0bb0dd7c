import type { Fields } from './fields.ts';

/** Techniques of MITRE ATT&CK as T1059 or T1059.001, each once; what has another form is left out with a warning. */
export function techniquesOf(fields: Fields, written: readonly string[]): string[] {
  const found = new Set<string>();
  for (const text of written) {
    const technique = text.trim().toUpperCase();
    if (/^TA?\d{4}(?:\.\d{3})?$/.test(technique)) found.add(technique);
    else fields.warn(`${text} is no technique of MITRE ATT&CK: it is written T1059 or T1059.001`);
  }
  return [...found];
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import vm from 'node:vm';

const folder = join(import.meta.dirname, '../../node_modules/@kusto/language-service-next');

/** Whether Microsoft's own parser, a development dependency, is installed. */
export const microsoftInstalled = existsSync(folder);

/** Whether Microsoft's parser takes a text; undefined where the text is no query or that parser breaks on it. */
export function microsoftAccepts(text: string): boolean | undefined {
  try {
    const code = language().KustoCode.Parse(text);
    if (code.Kind !== 'Query') return undefined;
    const diagnostics = code.GetSyntaxDiagnostics();
    for (let i = 0; i < diagnostics.Count; i++) if (diagnostics.getItem(i).Severity === 'Error') return false;
    return true;
  } catch {
    return undefined;
  }
}

interface Language {
  KustoCode: {
    Parse(text: string): {
      Kind: string;
      GetSyntaxDiagnostics(): { Count: number; getItem(i: number): { Severity: string } };
    };
  };
}

let loaded: Language | undefined;

/** The package is two scripts that write globals; they run in a context of their own. */
function language(): Language {
  if (loaded === undefined) {
    const context = vm.createContext({ console, setTimeout, clearTimeout });
    for (const file of ['bridge.min.js', 'Kusto.Language.Bridge.min.js']) {
      vm.runInContext(readFileSync(join(folder, file), 'utf8'), context, { filename: file });
    }
    loaded = (context as unknown as { Kusto: { Language: Language } }).Kusto.Language;
  }
  return loaded;
}

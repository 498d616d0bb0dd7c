import { pathToFileURL } from 'node:url';
import type { KqlError } from '../errors.ts';
import type { CheckedFile } from './check.ts';

/** Findings as SARIF 2.1.0, which code hosts and editors show beside the lines. */
export function sarif(checked: readonly CheckedFile[]): unknown {
  const kinds = ['syntax', 'semantic', 'unsupported', 'limit', 'data', 'warning'];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'kqlet', rules: kinds.map((id) => ({ id, shortDescription: { text: `${id} finding` } })) } },
        results: checked.flatMap(({ file, errors, warnings }) => [
          ...errors.map((error) => finding(file, error)),
          ...warnings.map((text) => ({
            ruleId: 'warning',
            level: 'warning',
            message: { text },
            locations: [{ physicalLocation: place(file) }],
          })),
        ]),
      },
    ],
  };
}

function finding(file: string, error: KqlError): unknown {
  const { kind, message, hint, line, column, span, source } = error;
  const region =
    line === undefined || column === undefined || span === undefined
      ? undefined
      : {
          startLine: line,
          startColumn: column,
          charOffset: span.start,
          charLength: span.end - span.start,
          snippet: { text: source?.slice(span.start, span.end) },
        };
  return {
    ruleId: kind,
    level: kind === 'unsupported' ? 'warning' : 'error',
    message: { text: hint === undefined ? message : `${message} (${hint})` },
    locations: [{ physicalLocation: { ...place(file), region } }],
  };
}

/** A path is relative to where the command ran, as the tools that read SARIF expect it. */
function place(file: string): { artifactLocation: { uri: string } } {
  const uri = file.startsWith('/') ? pathToFileURL(file).href : file.split('\\').join('/').split('/').map(encodeURIComponent).join('/');
  return { artifactLocation: { uri } };
}

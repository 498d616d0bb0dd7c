import { pathToFileURL } from 'node:url';
import { type KqlError, positionAt, type Span } from '../errors.ts';
import { type AdviceFinding, allAdvice } from '../rules/advice/index.ts';
import { printOfAdvice } from './baseline.ts';
import type { CheckedFile } from './check.ts';

const kinds = {
  syntax: 'the text is no KQL',
  semantic: 'Kusto refuses the query',
  unsupported: 'kqlet does not support this',
  limit: 'the query is beyond a limit',
  data: 'the file cannot be read as a rule',
  warning: 'something about the rule is not known or means nothing',
} as const;

/** Findings as SARIF 2.1.0, which code hosts and editors show beside the lines. */
export function sarif(checked: readonly CheckedFile[]): unknown {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'kqlet', rules } },
        columnKind: 'utf16CodeUnits',
        results: checked.flatMap((file) => [
          ...file.errors.map((error) => errorResult(file.file, error)),
          ...file.warnings.map((text) => ({
            ruleId: 'warning',
            ruleIndex: indexOf('warning'),
            level: 'warning',
            message: { text },
            locations: [{ physicalLocation: place(file.file) }],
          })),
          ...file.advice.map((finding) => adviceResult(file, finding)),
        ]),
      },
    ],
  };
}

const rules: readonly { readonly id: string }[] = [
  ...Object.entries(kinds).map(([id, text]) => ({
    id,
    shortDescription: { text },
    defaultConfiguration: { level: id === 'unsupported' || id === 'warning' ? 'warning' : 'error' },
  })),
  ...allAdvice.map(({ id, summary, docs, severity }) => ({
    id,
    shortDescription: { text: summary.replaceAll('`', '') },
    helpUri: docs,
    defaultConfiguration: { level: severity },
  })),
];

function indexOf(id: string): number {
  return rules.findIndex((rule) => rule.id === id);
}

function errorResult(file: string, { kind, message, hint, span, source }: KqlError): unknown {
  return {
    ruleId: kind,
    ruleIndex: indexOf(kind),
    level: kind === 'unsupported' ? 'warning' : 'error',
    message: { text: hint === undefined ? message : `${message} (${hint})` },
    locations: [{ physicalLocation: { ...place(file), region: span && source !== undefined ? regionOf(source, span) : undefined } }],
  };
}

function adviceResult(file: CheckedFile, finding: AdviceFinding): unknown {
  const { id, severity, message, hint, span } = finding;
  return {
    ruleId: id,
    ruleIndex: indexOf(id),
    level: severity,
    message: { text: `${message} (${hint})` },
    locations: [{ physicalLocation: { ...place(file.file), region: regionOf(file.source, span) } }],
    partialFingerprints: { 'kqlet/v1': printOfAdvice(file, finding) },
  };
}

/** A place in the file; its end is behind the last character. */
function regionOf(source: string, { start, end }: Span): unknown {
  const [from, to] = [positionAt(source, start), positionAt(source, end)];
  return {
    startLine: from.line,
    startColumn: from.column,
    endLine: to.line,
    endColumn: to.column,
    charOffset: start,
    charLength: end - start,
    snippet: { text: source.slice(start, end) },
  };
}

/** A path is relative to where the command ran, as the tools that read SARIF expect it. */
function place(file: string): { artifactLocation: { uri: string } } {
  const uri = file.startsWith('/') ? pathToFileURL(file).href : file.split('\\').join('/').split('/').map(encodeURIComponent).join('/');
  return { artifactLocation: { uri } };
}

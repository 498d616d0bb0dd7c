import type { Place } from '../testing/report.ts';
import { failureText, textOfProblem } from './failure-text.ts';
import type { Reporter } from './run-report.ts';

const rules: Readonly<Record<string, string>> = {
  'test-failed': 'A test of a detection rule failed.',
  'test-unsupported': 'A rule uses what is not supported, so its tests say nothing.',
  error: 'A test file or its rule cannot be read.',
  unsupported: 'A rule uses what is not supported.',
  'min-tests': 'A rule has too few tests.',
  'require-tests': 'A rule has no tests.',
  snapshot: 'A snapshot is not as it should be.',
  coverage: 'The tests cover too little of a rule.',
};

/** SARIF 2.1.0: a result for every failed test and every problem. */
export const sarif: Reporter = ({ files, problems }) => {
  const results = [
    ...files.flatMap(({ file, tests }) =>
      tests
        .filter(({ status }) => status !== 'passed')
        .map((test) => {
          const isUnsupported = test.status === 'unsupported';
          return resultOf(
            isUnsupported ? 'test-unsupported' : 'test-failed',
            isUnsupported ? 'warning' : 'error',
            `${test.name}: ${failureText(test)}`,
            test.failures[0]?.place,
            file,
          );
        }),
    ),
    ...[...files.flatMap((file) => file.problems), ...problems].map((problem) =>
      resultOf(problem.kind, problem.kind === 'unsupported' ? 'warning' : 'error', textOfProblem(problem), problem.place, problem.file),
    ),
  ];
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'kqlet test',
            rules: Object.entries(rules).map(([id, text]) => ({ id, shortDescription: { text } })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
};

function resultOf(ruleId: string, level: string, text: string, place: Place | undefined, file: string): unknown {
  return {
    ruleId,
    level,
    message: { text },
    // what is wrong with all rules together is nowhere
    locations:
      place === undefined && file === ''
        ? []
        : [{ physicalLocation: { artifactLocation: { uri: uriOf(place?.file ?? file) }, region: place && regionOf(place) } }],
  };
}

function regionOf({ line, column, span, source }: Place): unknown {
  return {
    startLine: line,
    startColumn: column,
    charOffset: span.start,
    charLength: span.end - span.start,
    snippet: { text: source.slice(span.start, Math.min(span.end, span.start + 2000)) },
  };
}

/** A path stays relative to where the command ran, as the tools that read SARIF expect it. */
function uriOf(file: string): string {
  const path = file.replaceAll('\\', '/').split('#')[0];
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  if (/^[A-Za-z]:\//.test(path)) return `file:///${encoded.replace('%3A', ':')}`;
  return path.startsWith('/') ? `file://${encoded}` : encoded.replace(/^(?:\.\/)+/, '');
}

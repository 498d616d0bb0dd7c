/**
 * What the schema of SARIF 2.1.0 (OASIS, sarif-schema-2.1.0.json) asks of the objects that kqlet writes: their keys, no others, and the types of
 * their values. Gives what breaks it, by path.
 */
export function sarifProblems(log: unknown): string[] {
  const problems: string[] = [];
  sarifLog(log, '$', problems);
  return problems;
}

type Check = (value: unknown, path: string, problems: string[]) => void;

const when =
  (expected: string, holds: (value: unknown) => boolean): Check =>
  (value, path, problems) => {
    if (!holds(value)) problems.push(`${path} is not ${expected}`);
  };

const text = when('a text', (value) => typeof value === 'string');
const uri = when('an absolute address', (value) => typeof value === 'string' && URL.canParse(value));
const uriReference = when('an address', (value) => typeof value === 'string' && value !== '' && URL.canParse(value, 'file:///a/'));
const oneOf = (...values: readonly unknown[]): Check => when(`one of ${values.join()}`, (value) => values.includes(value));
const integerFrom = (least: number): Check =>
  when(`an integer from ${least} on`, (value) => Number.isInteger(value) && (value as number) >= least);
const listOf =
  (item: Check, isSet = false): Check =>
  (value, path, problems) => {
    if (!Array.isArray(value)) problems.push(`${path} is no list`);
    else {
      for (const [index, each] of value.entries()) item(each, `${path}[${index}]`, problems);
      if (isSet && new Set(value.map((each) => JSON.stringify(each))).size < value.length) problems.push(`${path} has an item twice`);
    }
  };
const mapOf =
  (item: Check): Check =>
  (value, path, problems) => {
    if (!isObject(value)) problems.push(`${path} is no object`);
    else for (const [key, each] of Object.entries(value)) item(each, `${path}.${key}`, problems);
  };
const object =
  (properties: Readonly<Record<string, Check>>, ...required: readonly string[]): Check =>
  (value, path, problems) => {
    if (!isObject(value)) {
      problems.push(`${path} is no object`);
      return;
    }
    for (const key of required) if (!(key in value)) problems.push(`${path} has no ${key}`);
    for (const [key, each] of Object.entries(value)) {
      if (Object.hasOwn(properties, key)) properties[key](each, `${path}.${key}`, problems);
      else problems.push(`${path} has ${key}`);
    }
  };

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const level = oneOf('none', 'note', 'warning', 'error');
const message = object({ text, id: text }, 'text');
const region = object({
  startLine: integerFrom(1),
  startColumn: integerFrom(1),
  endLine: integerFrom(1),
  endColumn: integerFrom(1),
  charOffset: integerFrom(0),
  charLength: integerFrom(0),
  snippet: object({ text }),
});
const location = object({ physicalLocation: object({ artifactLocation: object({ uri: uriReference }), region }, 'artifactLocation') });
const rule = object(
  {
    id: text,
    name: text,
    shortDescription: message,
    fullDescription: message,
    helpUri: uri,
    defaultConfiguration: object({ level }),
  },
  'id',
);
const result = object(
  {
    ruleId: text,
    ruleIndex: integerFrom(-1),
    level,
    message,
    locations: listOf(location),
    partialFingerprints: mapOf(text),
  },
  'message',
);
const run = object(
  {
    tool: object({ driver: object({ name: text, version: text, informationUri: uri, rules: listOf(rule, true) }, 'name') }, 'driver'),
    columnKind: oneOf('utf16CodeUnits', 'unicodeCodePoints'),
    results: listOf(result),
  },
  'tool',
);
const sarifLog = object({ $schema: uri, version: oneOf('2.1.0'), runs: listOf(run) }, 'version', 'runs');

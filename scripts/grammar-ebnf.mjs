/** The grammar in the EBNF of W3C specifications: `::=`, `|`, `?`, `*`, parentheses, terminals in quotes. */
export function ebnf({ rules, precedence, parameters, words, types }) {
  const width = Math.max(...rules.map(({ name }) => name.length));
  const productions = inReadingOrder(rules).map((rule) => production(rule, width));
  return [
    comment('The Kusto Query Language as kqlet reads it. Generated from src/syntax by `npm run generate`; do not edit.'),
    comment(
      'Where two alternatives begin alike, the first that fits is meant. What a word may be depends on its place: see the lists below.',
    ),
    productions.join('\n'),
    comment(`Terminals
   IDENTIFIER     a letter, _ or $, then letters, digits and _; or digits that a letter or _ follows (5h_avg)
   NAME           an IDENTIFIER or a word of the first list below
   DECLARED_NAME  a NAME or a word of the second list
   WORD           any word
   STRING         '…' or "…" with escapes, @'…' and @"…" without, \`\`\`…\`\`\` and ~~~…~~~ over several lines; h before it marks a secret
   LONG           123, 0xFF
   REAL           1.5, 1., 1e3
   TIMESPAN       1d, 1.5h, 10ms, 1tick
   BOOLEAN        true, True, TRUE, false, False, FALSE
   TYPED_LITERAL  long(…), datetime(…), guid(…) and the like, up to the first ) of the line
   Comments run from // to the end of the line; blanks and comments may stand between any two terminals.`),
    comment(`Precedence of infix operators, the loosest first; equality, relational and string operators do not chain
${precedence.map(({ level, operators }) => `   ${level.padEnd(14)} ${operators.join('  ')}`).join('\n')}`),
    comment(`Parameters that an operator declares; every operator with parameters reads the known ones of the others too
${Object.entries(parameters)
  .filter(([, names]) => names.length > 0)
  .map(([operator, names]) => `   ${operator.padEnd(19)} ${names.join('  ')}`)
  .join('\n')}`),
    comment(`Words that are names everywhere\n${wrapped(words.name)}`),
    comment(`Words that are names where a name is declared or assigned\n${wrapped(words.declared)}`),
    comment(`Words that are names in brackets only, as in ['kind']\n${wrapped(words.reserved)}`),
    comment(`Types\n${wrapped(types)}`),
    '',
  ].join('\n\n');
}

function comment(text) {
  return `/* ${text} */`;
}

function wrapped(texts) {
  const lines = [];
  for (const text of texts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + text.length < 130) lines[lines.length - 1] = `${last}  ${text}`;
    else lines.push(`   ${text}`);
  }
  return lines.join('\n');
}

/** The rules as one meets them reading from the entry on; other entries and what only they reach come last. */
export function inReadingOrder(rules) {
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  const seen = new Set();
  const visit = (name) => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const inner of referenced(byName.get(name))) visit(inner);
  };
  visit('Query');
  for (const { name } of rules) visit(name);
  return [...seen].map((name) => byName.get(name));
}

function referenced(part) {
  if (part.type === 'NonTerminal') return [part.name];
  return (part.definition ?? []).flatMap(referenced);
}

function production({ name, definition }, width) {
  const line = `${name.padEnd(width)} ::= `;
  const alternatives = definition.length === 1 && definition[0].type === 'Alternation' ? definition[0].definition : undefined;
  if (alternatives === undefined) return line + sequence(definition);
  const texts = alternatives.map((alternative) => sequence(alternative.definition));
  const joined = texts.join(' | ');
  if (joined.length < 120) return line + joined;
  return line + texts.join(`\n${' '.repeat(width + 3)}| `);
}

function sequence(parts) {
  return parts.map(item).join(' ') || '/* nothing */';
}

function item(part) {
  switch (part.type) {
    case 'NonTerminal':
      return part.name;
    case 'Terminal':
      return terminal(part);
    case 'Option':
      return `${group(part.definition)}?`;
    case 'Repetition':
      return `${group(part.definition)}*`;
    case 'Alternation':
      return `(${part.definition.map((alternative) => sequence(alternative.definition)).join(' | ')})`;
    default:
      throw new Error(`no EBNF for ${part.type}`);
  }
}

function group(parts) {
  const text = sequence(parts);
  const single = parts.length === 1 && ['NonTerminal', 'Terminal', 'Alternation'].includes(parts[0].type);
  return single && !(parts[0].type === 'Terminal' && parts[0].terminalLabel?.includes('|') && !text.startsWith('(')) ? text : `(${text})`;
}

/** A terminal as one sees it: its text in quotes, a class of tokens by its name. */
function terminal(part) {
  const texts = terminalTexts(part);
  const quoted = texts.map((text) => (part.terminalLabel || isFixed(part) ? quote(text) : text));
  return quoted.length > 1 ? `(${quoted.join(' | ')})` : quoted[0];
}

/** What a terminal may read: its own text, the words that its label lists, or the name of its class. */
export function terminalTexts(part) {
  if (part.terminalLabel !== undefined) return part.terminalLabel.split(' | ');
  return [part.name];
}

/** Whether a terminal always reads the same text. */
export function isFixed({ label }) {
  return label.startsWith('`') && !label.includes('…');
}

function quote(text) {
  return text.includes("'") ? `"${text}"` : `'${text}'`;
}

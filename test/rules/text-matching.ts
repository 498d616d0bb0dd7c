/**
 * A text that a regular expression matches, where it is a simple one: the first alternative of every group, one character of every class,
 * the least repetition but one. For other patterns the text is only near.
 */
export function textMatching(pattern: string): string {
  const reader: Reader = { pattern: pattern.replaceAll(/\(\?[a-zA-Z]+\)/g, ''), at: 0 };
  return alternatives(reader, 0).slice(0, 500);
}

interface Reader {
  readonly pattern: string;
  at: number;
}

function alternatives(reader: Reader, depth: number): string {
  const first = sequence(reader, depth);
  while (reader.pattern[reader.at] === '|') {
    reader.at++;
    sequence(reader, depth);
  }
  return first;
}

function sequence(reader: Reader, depth: number): string {
  let text = '';
  while (reader.at < reader.pattern.length && !'|)'.includes(reader.pattern[reader.at])) {
    const piece = atom(reader, depth);
    text += piece.repeat(Math.min(200, repetition(reader)));
  }
  return text;
}

function atom(reader: Reader, depth: number): string {
  const character = reader.pattern[reader.at++];
  switch (character) {
    case '^':
    case '$':
      return '';
    case '.':
      return 'x';
    case '(': {
      if (reader.pattern.startsWith('?', reader.at)) reader.at = Math.max(reader.at, skipGroupHead(reader));
      const inner = depth > 50 ? '' : alternatives(reader, depth + 1);
      reader.at++;
      return inner;
    }
    case '[':
      return characterOfClass(reader);
    case '\\':
      return escaped(reader);
    default:
      return character;
  }
}

function skipGroupHead({ pattern, at }: Reader): number {
  const head = /^\?(:|P?<\w+>|[a-zA-Z-]*:)/.exec(pattern.slice(at));
  return at + (head?.[0].length ?? 0);
}

function escaped(reader: Reader): string {
  const character = reader.pattern[reader.at++] ?? '';
  switch (character) {
    case 'd':
      return '7';
    case 'w':
      return 'w';
    case 's':
      return ' ';
    case 'S':
    case 'D':
      return 'x';
    case 'W':
      return '-';
    case 'b':
    case 'B':
    case 'A':
    case 'z':
      return '';
    case 't':
      return '\t';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 'x': {
      const code = /^\{?([0-9a-fA-F]{2,6})\}?/.exec(reader.pattern.slice(reader.at));
      reader.at += code?.[0].length ?? 0;
      return code ? String.fromCodePoint(Math.min(0x10ffff, Number.parseInt(code[1], 16))) : '';
    }
    default:
      return character;
  }
}

function characterOfClass(reader: Reader): string {
  const negated = reader.pattern[reader.at] === '^';
  if (negated) reader.at++;
  const members: string[] = [];
  for (let first = true; reader.at < reader.pattern.length && (first || reader.pattern[reader.at] !== ']'); first = false) {
    if (reader.pattern.startsWith('[:', reader.at)) {
      reader.at = reader.pattern.indexOf(':]', reader.at) + 2;
      members.push('a');
      continue;
    }
    const character = reader.pattern[reader.at++];
    members.push(character === '\\' ? escaped(reader) : character);
  }
  reader.at++;
  if (!negated) return members[0] ?? '';
  return ['x', '7', ' ', '~'].find((candidate) => !members.includes(candidate)) ?? '';
}

function repetition(reader: Reader): number {
  const rest = reader.pattern.slice(reader.at);
  const counted = /^\{(\d+)(,\d*)?\}/.exec(rest);
  const simple = /^[*+?]/.exec(rest);
  const found = counted ?? simple;
  if (found === null) return 1;
  reader.at += found[0].length;
  if (/^[?+]/.test(reader.pattern.slice(reader.at))) reader.at++;
  return counted ? Number(counted[1]) : 1;
}

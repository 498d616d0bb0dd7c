/**
 * The arguments of a Windows command line, cut as CommandLineToArgvW cuts it. The first, the program, is a text in quotes or runs to the next
 * blank, without any escapes. In the others quotes hold blanks together; before a quote 2n backslashes mean n, and 2n + 1 mean n and a quote
 * that is just text; a second quote behind a closing one is a quote in the argument.
 */
export function splitCommandLine(line: string): string[] {
  const [, quoted, plain] = /^(?:"([^"]*)"?|([^ \t]*))/.exec(line) as RegExpExecArray;
  const first = quoted ?? plain;
  const args = [first];
  let at = skipBlanks(line, quoted === undefined ? first.length : first.length + 2);
  while (at < line.length) {
    const end = readArgument(line, at, args);
    at = skipBlanks(line, end);
  }
  return args;
}

function skipBlanks(line: string, from: number): number {
  let at = from;
  while (line[at] === ' ' || line[at] === '\t') at++;
  return at;
}

/** Adds the argument that begins at an offset, and returns where it ends. */
function readArgument(line: string, from: number, args: string[]): number {
  let argument = '';
  let inQuotes = false;
  let at = from;
  while (at < line.length) {
    const character = line[at];
    if ((character === ' ' || character === '\t') && !inQuotes) break;
    if (character !== '\\' && character !== '"') {
      argument += character;
      at++;
      continue;
    }
    let backslashes = 0;
    for (; line[at] === '\\'; at++) backslashes++;
    if (line[at] !== '"') {
      argument += '\\'.repeat(backslashes);
      continue;
    }
    argument += '\\'.repeat(backslashes >> 1);
    at++;
    if (backslashes % 2 === 1) {
      argument += '"';
      continue;
    }
    // a run of quotes: the third of each three is text
    let quotes: number = inQuotes ? 2 : 1;
    for (; line[at] === '"'; at++) {
      if (++quotes === 3) {
        argument += '"';
        quotes = 0;
      }
    }
    inQuotes = quotes === 1;
  }
  args.push(argument);
  return at;
}

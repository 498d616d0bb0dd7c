import {
  asciiFoldedSet,
  type CodePointSet,
  complementOf,
  differenceOf,
  emptySet,
  foldedSet,
  fullSet,
  intersectionOf,
  propertySet,
  setOfRanges,
  symmetricDifferenceOf,
  unionOf,
} from './code-point-set.ts';

/**
 * The regex dialect of KQL, read into a tree in which every flag is already applied: sets of code points (case folded where `i` asks for it),
 * greedy or lazy repetitions, assertions by their exact meaning. The dialect is the one of the manual page `regex`: Perl-like syntax without
 * look-around and backreferences, Unicode classes, set operations inside brackets. Where such a pattern would be none, it is read as the older
 * engine RE2 reads it, which real queries are written for: a `{` that begins no count is a character, and so is a `[` in a class where no class
 * is closed.
 */
export type RegexNode =
  | { readonly kind: 'set'; readonly set: CodePointSet }
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly options: readonly RegexNode[] }
  | { readonly kind: 'repeat'; readonly item: RegexNode; readonly min: number; readonly max: number; readonly greedy: boolean }
  | { readonly kind: 'group'; readonly index: number; readonly item: RegexNode }
  | { readonly kind: 'assertion'; readonly assertion: Assertion };

/**
 * The text's and the lines' ends; word borders, where a word is of Unicode's word characters or, prefixed, of ASCII's. `wordStart` is no word character
 * before and one behind, a half looks at one side only.
 */
export type Assertion =
  | 'textStart'
  | 'textEnd'
  | 'lineStart'
  | 'lineEnd'
  | 'wordBorder'
  | 'noWordBorder'
  | 'wordStart'
  | 'wordEnd'
  | 'wordStartHalf'
  | 'wordEndHalf'
  | 'asciiWordBorder'
  | 'asciiNoWordBorder';

export interface RegexTree {
  readonly root: RegexNode;
  /** Capture groups, not counting the whole match. */
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, number>;
}

/** Why a pattern is refused: 'semantic' what Kusto refuses too, 'unsupported' what it may take and kqlet does not. */
export interface RegexProblem {
  readonly kind: 'semantic' | 'unsupported';
  readonly error: string;
}

/** Word characters as `\w` knows them. */
export function wordSet(): CodePointSet {
  return propertySet('Alphabetic M Nd Pc Join_Control')!;
}

const asciiWord: CodePointSet = setOfRanges([0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a]);
const asciiDigit: CodePointSet = [0x30, 0x39];
const asciiSpace: CodePointSet = [0x09, 0x0d, 0x20, 0x20];
const unicodeSpace: CodePointSet = setOfRanges([
  0x09, 0x0d, 0x20, 0x20, 0x85, 0x85, 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a, 0x2028, 0x2029, 0x202f, 0x202f, 0x205f, 0x205f, 0x3000,
  0x3000,
]);
const newLine: CodePointSet = [0x0a, 0x0a];

const posixClasses = new Map<string, CodePointSet>([
  ['alnum', [0x30, 0x39, 0x41, 0x5a, 0x61, 0x7a]],
  ['alpha', [0x41, 0x5a, 0x61, 0x7a]],
  ['ascii', [0, 0x7f]],
  ['blank', [0x09, 0x09, 0x20, 0x20]],
  ['cntrl', [0, 0x1f, 0x7f, 0x7f]],
  ['digit', asciiDigit],
  ['graph', [0x21, 0x7e]],
  ['lower', [0x61, 0x7a]],
  ['print', [0x20, 0x7e]],
  ['punct', [0x21, 0x2f, 0x3a, 0x40, 0x5b, 0x60, 0x7b, 0x7e]],
  ['space', asciiSpace],
  ['upper', [0x41, 0x5a]],
  ['word', asciiWord],
  ['xdigit', [0x30, 0x39, 0x41, 0x46, 0x61, 0x66]],
]);

const controlEscapes = new Map([
  ['a', 0x07],
  ['f', 0x0c],
  ['t', 0x09],
  ['n', 0x0a],
  ['r', 0x0d],
  ['v', 0x0b],
]);

const maxDepth = 250;

const countPattern = /^\{\s*(\d{1,9})\s*(?:(,)\s*(\d{1,9})?\s*)?\}/;

const openBracket = "the regex has a '[' without a ']'";
const lackingBracket = "the regex has a class inside a class and lacks a ']'; write \\[ for the character";

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly U: boolean;
  readonly u: boolean;
  readonly x: boolean;
}

/** Reads a pattern; `flags` are letters that hold from its start, as `parse kind=regex flags=…` gives them. */
export function parseRegex(pattern: string, flags = ''): RegexTree | RegexProblem {
  const nested = attempt(pattern, flags, true);
  if (!('error' in nested) || (nested.error !== lackingBracket && nested.error !== openBracket)) return nested;
  const flat = attempt(pattern, flags, false);
  return 'error' in flat ? nested : flat;
}

function attempt(pattern: string, flags: string, nests: boolean): RegexTree | RegexProblem {
  try {
    return new RegexParser(pattern, nests).parse(flags);
  } catch (problem) {
    if (problem instanceof RegexRefusal) return problem.problem;
    throw problem;
  }
}

class RegexRefusal extends Error {
  readonly problem: RegexProblem;
  constructor(kind: RegexProblem['kind'], error: string) {
    super(error);
    this.problem = { kind, error };
  }
}

function refuse(error: string): never {
  throw new RegexRefusal('semantic', error);
}

function unsupported(error: string): never {
  throw new RegexRefusal('unsupported', error);
}

class RegexParser {
  private readonly pattern: string;
  /** A class may stand in a class. */
  private readonly nests: boolean;
  private at = 0;
  private depth = 0;
  private groupCount = 0;
  private readonly groupNames = new Map<string, number>();
  private flags: Flags = { i: false, m: false, s: false, U: false, u: true, x: false };

  constructor(pattern: string, nests: boolean) {
    this.pattern = pattern;
    this.nests = nests;
  }

  parse(flags: string): RegexTree {
    for (const flag of flags) this.setFlag(flag, true);
    const root = this.choice();
    if (this.at < this.pattern.length) refuse(`the regex has a ')' without a '(' at ${this.at}`);
    return { root, groupCount: this.groupCount, groupNames: this.groupNames };
  }

  private choice(): RegexNode {
    if (++this.depth > maxDepth) unsupported(`the regex nests more than ${maxDepth} groups`);
    const options = [this.sequence()];
    while (this.take('|')) options.push(this.sequence());
    this.depth--;
    return options.length === 1 ? options[0] : { kind: 'choice', options };
  }

  private sequence(): RegexNode {
    const items: RegexNode[] = [];
    for (;;) {
      this.skipVerbose();
      const character = this.peek();
      if (character === '' || character === '|' || character === ')') break;
      if (character === '*' || character === '+' || character === '?' || this.atCount()) {
        this.repetition(items, character);
        continue;
      }
      const item = this.item();
      if (item) items.push(item);
    }
    return items.length === 1 ? items[0] : { kind: 'sequence', items };
  }

  /** At a `{` that begins a count. One without the lower bound newer engines alone take for a count. */
  private atCount(): boolean {
    if (this.peek() !== '{') return false;
    const ahead = this.pattern.slice(this.at, this.at + 64);
    if (/^\{\s*,\s*\d+\s*\}/.test(ahead)) unsupported(`the regex has a count without its lower bound at ${this.at}; write {0,5}`);
    return countPattern.test(ahead);
  }

  private repetition(items: RegexNode[], operator: string): void {
    const item = items.pop();
    if (item === undefined) refuse(`the regex has a '${operator}' with nothing to repeat at ${this.at}`);
    let min = operator === '+' ? 1 : 0;
    let max = operator === '?' ? 1 : Number.POSITIVE_INFINITY;
    if (operator === '{') {
      const counts = countPattern.exec(this.pattern.slice(this.at, this.at + 64))!;
      min = Number(counts[1]);
      if (counts[2] === undefined) max = min;
      else if (counts[3] !== undefined) max = Number(counts[3]);
      if (min > max) refuse(`the regex repeats from ${min} to ${max} times: the first count must not be larger`);
      this.at += counts[0].length;
    } else {
      this.at++;
    }
    this.skipVerbose();
    const swapped = this.take('?');
    items.push({ kind: 'repeat', item, min, max, greedy: swapped === this.flags.U });
  }

  private item(): RegexNode | undefined {
    const character = this.next();
    switch (character) {
      case '(':
        return this.group();
      case '[':
        return { kind: 'set', set: this.bracketed() };
      case '.':
        if (!this.flags.u) unsupported('the regex uses . without Unicode, which would match bytes');
        return { kind: 'set', set: this.flags.s ? fullSet : complementOf(newLine) };
      case '^':
        return { kind: 'assertion', assertion: this.flags.m ? 'lineStart' : 'textStart' };
      case '$':
        return { kind: 'assertion', assertion: this.flags.m ? 'lineEnd' : 'textEnd' };
      case '\\':
        return this.escape();
      default:
        return this.literal(character.codePointAt(0)!);
    }
  }

  private literal(code: number): RegexNode {
    return { kind: 'set', set: this.folded([code, code]) };
  }

  private folded(set: CodePointSet): CodePointSet {
    if (!this.flags.i) return set;
    return this.flags.u ? foldedSet(set) : asciiFoldedSet(set);
  }

  private group(): RegexNode | undefined {
    if (!this.take('?')) return this.capture();
    const rest = this.pattern.slice(this.at, this.at + 3);
    if (/^<?[=!]/.test(rest))
      refuse(`the regex uses look-around, (?${rest.startsWith('<') ? rest.slice(0, 2) : rest[0]}…), which KQL does not have`);
    if (/^P?</.test(rest)) {
      this.at += rest.startsWith('P') ? 2 : 1;
      return this.capture(this.groupName());
    }
    if (rest.startsWith('P=')) refuse('the regex uses a backreference, (?P=…), which KQL does not have');
    const before = this.flags;
    let on = true;
    for (;;) {
      const flag = this.next();
      if (flag === ':') {
        const item = this.choice();
        this.close();
        this.flags = before;
        return item;
      }
      // without a colon the flags hold to the end of the enclosing group
      if (flag === ')') {
        if (this.pattern[this.at - 2] === '?') refuse('the regex has a group of flags without flags, (?)');
        return undefined;
      }
      if (flag !== '-') this.setFlag(flag, on);
      else if (!on || !/[a-zA-Z]/.test(this.peek())) refuse("the regex has a '-' in a group of flags that switches nothing off");
      else on = false;
    }
  }

  private capture(name?: string): RegexNode {
    const index = ++this.groupCount;
    if (name !== undefined) {
      if (this.groupNames.has(name)) refuse(`the regex has two groups named '${name}'`);
      this.groupNames.set(name, index);
    }
    const before = this.flags;
    const item = this.choice();
    this.close();
    this.flags = before;
    return { kind: 'group', index, item };
  }

  private close(): void {
    if (!this.take(')')) refuse("the regex has a '(' without a ')'");
  }

  private groupName(): string {
    const end = this.pattern.indexOf('>', this.at);
    const name = end < 0 ? '' : this.pattern.slice(this.at, end);
    if (!/^[_\p{Alphabetic}][\p{Alphabetic}\p{N}_.[\]]*$/u.test(name))
      refuse('the regex has a group whose name is none: names are of letters, digits, dots, underscores and brackets');
    this.at = end + 1;
    return name;
  }

  private setFlag(flag: string, on: boolean): void {
    if (flag === 'R') unsupported('the regex uses the flag R (lines that end in \\r\\n), which is not supported yet');
    if (!Object.hasOwn(this.flags, flag))
      refuse(flag === '' ? "the regex has a '(' without a ')'" : `the regex has an unknown flag '${flag}'`);
    this.flags = { ...this.flags, [flag]: on };
  }

  private escape(): RegexNode {
    const character = this.peek();
    switch (character) {
      case 'A':
        return this.assertion('textStart');
      case 'z':
        return this.assertion('textEnd');
      case 'b':
        return this.wordBorder();
      case 'B':
        return this.assertion(this.flags.u ? 'noWordBorder' : 'asciiNoWordBorder');
      case '<':
        return this.unicodeOnly('wordStart');
      case '>':
        return this.unicodeOnly('wordEnd');
    }
    return { kind: 'set', set: this.classEscape() ?? this.folded(this.characterEscape()) };
  }

  private assertion(assertion: Assertion): RegexNode {
    this.at++;
    return { kind: 'assertion', assertion };
  }

  private unicodeOnly(assertion: Assertion): RegexNode {
    if (!this.flags.u) unsupported(`the regex uses \\${this.peek()} without Unicode, which is not supported yet`);
    return this.assertion(assertion);
  }

  private wordBorder(): RegexNode {
    const special = /^b\{(start|end|start-half|end-half)\}/.exec(this.pattern.slice(this.at, this.at + 16));
    if (special === null) return this.assertion(this.flags.u ? 'wordBorder' : 'asciiWordBorder');
    const named = { start: 'wordStart', end: 'wordEnd', 'start-half': 'wordStartHalf', 'end-half': 'wordEndHalf' } as const;
    const node = this.unicodeOnly(named[special[1] as keyof typeof named]);
    this.at += special[0].length - 1;
    return node;
  }

  /** `\d`, `\s`, `\w`, `\p` and their negations; undefined (and nothing read) when the escape is none of these. */
  private classEscape(): CodePointSet | undefined {
    const letter = this.peek();
    switch (letter) {
      case 'd':
      case 'D':
        return this.perlClass(this.flags.u ? propertySet('Nd')! : asciiDigit);
      case 's':
      case 'S':
        return this.perlClass(this.flags.u ? unicodeSpace : asciiSpace);
      case 'w':
      case 'W':
        return this.perlClass(this.flags.u ? wordSet() : asciiWord);
      case 'p':
      case 'P':
        return this.property(letter === 'P');
    }
    return undefined;
  }

  private perlClass(set: CodePointSet): CodePointSet {
    const letter = this.next();
    if (letter >= 'a') return set;
    if (!this.flags.u) unsupported(`the regex uses \\${letter} without Unicode, which would match bytes`);
    return complementOf(set);
  }

  private property(negated: boolean): CodePointSet {
    if (!this.flags.u) refuse('the regex uses \\p without Unicode');
    this.at++;
    let name = this.next();
    if (name === '{') {
      const end = this.pattern.indexOf('}', this.at);
      if (end < 0) refuse("the regex has a '\\p{' without a '}'");
      name = this.pattern.slice(this.at, end);
      this.at = end + 1;
    }
    const set = namedProperty(name);
    if (set === undefined) unsupported(`the regex names a Unicode class '${name.slice(0, 40)}' that is unknown or not supported yet`);
    const folded = this.folded(set);
    return negated ? complementOf(folded) : folded;
  }

  /** An escape that means one character. */
  private characterEscape(): CodePointSet {
    const character = this.next();
    if (character === '') refuse('the regex ends in a backslash');
    const control = controlEscapes.get(character);
    if (control !== undefined) return [control, control];
    if (character === 'x' || character === 'u' || character === 'U')
      return this.hexadecimal(character === 'x' ? 2 : character === 'u' ? 4 : 8);
    if (character >= '0' && character <= '9') return this.octal(character);
    if (/[A-Za-z<>]/.test(character) || character > '\x7f') {
      const known = character === 'Z' ? '; the end of the text is \\z' : character === 'k' ? ' (a backreference elsewhere)' : '';
      refuse(`the regex uses an unknown escape \\${character}${known}`);
    }
    const code = character.charCodeAt(0);
    return [code, code];
  }

  private octal(first: string): CodePointSet {
    const digits = /^[0-7]{1,3}/.exec(this.pattern.slice(this.at - 1, this.at + 2))?.[0] ?? '';
    if (first !== '0' && digits.length < 2) refuse(`the regex uses a backreference, \\${first}, which KQL does not have`);
    this.at += digits.length - 1;
    const code = Number.parseInt(digits, 8);
    return [code, code];
  }

  private hexadecimal(length: number): CodePointSet {
    const braced = /^\{([0-9A-Fa-f]{1,8})\}/.exec(this.pattern.slice(this.at, this.at + 10));
    const plain = new RegExp(`^[0-9A-Fa-f]{${length}}`).exec(this.pattern.slice(this.at, this.at + length));
    const code = Number.parseInt(braced?.[1] ?? plain?.[0] ?? '', 16);
    if (Number.isNaN(code) || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
      refuse('the regex has a hexadecimal escape that is no character');
    this.at += (braced ?? plain)![0].length;
    return [code, code];
  }

  /** After `[`: a class to its `]`, with the set operations &&, -- and ~~, which bind from left to right. */
  private bracketed(): CodePointSet {
    if (++this.depth > maxDepth) unsupported(`the regex nests more than ${maxDepth} classes`);
    this.skipVerbose();
    const negated = this.take('^');
    if (negated && !this.flags.u) unsupported('the regex negates a class without Unicode, which would match bytes');
    let parts: CodePointSet[] = [];
    for (this.skipVerbose(); this.take('-'); this.skipVerbose()) parts.push([0x2d, 0x2d]);
    if (parts.length === 0 && this.take(']')) parts.push([0x5d, 0x5d]);

    let left: CodePointSet | undefined;
    let operation: ((a: CodePointSet, b: CodePointSet) => CodePointSet) | undefined;
    let hasInner = false;
    for (;;) {
      this.skipVerbose();
      const two = this.pattern.slice(this.at, this.at + 2);
      const next = setOperations.get(two);
      if (this.peek() === '') {
        if (hasInner) unsupported(lackingBracket);
        refuse(openBracket);
      }
      if (next !== undefined && !this.nests)
        unsupported('the regex has an operation in a class, and classes that only nest for some engines');
      if (next !== undefined || this.peek() === ']') {
        const right = this.folded(parts.length === 0 ? emptySet : unionOf(...parts));
        left = left === undefined || operation === undefined ? right : operation(left, right);
        operation = next;
        parts = [];
        this.at += next === undefined ? 1 : 2;
        if (next === undefined) break;
      } else {
        hasInner ||= this.peek() === '[';
        parts.push(this.classItem());
      }
    }
    this.depth--;
    return negated ? complementOf(left) : left;
  }

  private classItem(): CodePointSet {
    if (this.take('[')) {
      const posix = /^:(\^?)([a-z]+):\]/.exec(this.pattern.slice(this.at, this.at + 16));
      if (posix === null) return this.nests ? this.bracketed() : [0x5b, 0x5b];
      const set = posixClasses.get(posix[2]);
      if (set === undefined) refuse(`the regex names an unknown class [:${posix[2]}:]`);
      this.at += posix[0].length;
      return posix[1] === '^' ? complementOf(this.folded(set)) : set;
    }
    const first = this.classCharacter();
    this.skipVerbose();
    const after = this.pattern[this.at + 1];
    if (this.peek() !== '-' || after === ']' || after === '-' || after === undefined) return first;
    this.at++;
    this.skipVerbose();
    const last = this.classCharacter();
    if (first.length !== 2 || first[0] !== first[1] || last.length !== 2 || last[0] !== last[1]) {
      unsupported("the regex has a class with '-' beside a class like \\w; write \\- for the character");
    }
    if (first[0] > last[0]) refuse('the regex has a range in a class whose end is before its start');
    return [first[0], last[0]];
  }

  private classCharacter(): CodePointSet {
    const character = this.next();
    if (character === '') refuse(openBracket);
    if (character === '\\') {
      if (/[bBAzZ<>]/.test(this.peek())) refuse(`the regex has \\${this.peek()} inside a class, where it means nothing`);
      return this.classEscape() ?? this.characterEscape();
    }
    const code = character.codePointAt(0)!;
    return [code, code];
  }

  /** With the flag x blanks and comments are no part of the pattern, inside of classes too. */
  private skipVerbose(): void {
    if (!this.flags.x) return;
    for (;;) {
      const character = this.peek();
      if (character === '#') {
        const end = this.pattern.indexOf('\n', this.at);
        this.at = end < 0 ? this.pattern.length : end + 1;
      } else if (character !== '' && /^\p{White_Space}$/u.test(character)) {
        this.at += character.length;
      } else {
        return;
      }
    }
  }

  /** The next character, '' at the end. */
  private peek(): string {
    const code = this.pattern.codePointAt(this.at);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  private next(): string {
    const character = this.peek();
    this.at += character.length;
    return character;
  }

  private take(character: string): boolean {
    if (this.pattern[this.at] !== character) return false;
    this.at++;
    return true;
  }
}

const setOperations = new Map([
  ['&&', intersectionOf],
  ['--', differenceOf],
  ['~~', symmetricDifferenceOf],
]);

/** The set of a name as `\p` takes it: a general category or its letters, a script, a property; case, blanks, `_` and `-` do not matter. */
function namedProperty(name: string): CodePointSet | undefined {
  const key = name
    .toLowerCase()
    .replace(/[\s_-]/g, '')
    .replace(/^(?:is|gc=|gc:|generalcategory[=:]|sc[=:]|script[=:])/, '');
  if (!/^[a-z]+$/.test(key)) return undefined;
  const category = categories.get(key);
  if (category !== undefined) return propertySet(category);
  const words = name.replace(/^.*[=:]/, '').split(/[\s_-]+/);
  const canonical = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase()).join('_');
  return propertySet(binaryProperties.get(key) ?? `Script=${canonical}`);
}

const categories = new Map(
  (
    'l:letter lc:casedletter lu:uppercaseletter ll:lowercaseletter lt:titlecaseletter lm:modifierletter lo:otherletter m:mark mn:nonspacingmark mc:spacingmark ' +
    'me:enclosingmark n:number nd:decimalnumber nl:letternumber no:othernumber p:punctuation pc:connectorpunctuation pd:dashpunctuation ps:openpunctuation ' +
    'pe:closepunctuation pi:initialpunctuation pf:finalpunctuation po:otherpunctuation s:symbol sm:mathsymbol sc:currencysymbol sk:modifiersymbol so:othersymbol ' +
    'z:separator zs:spaceseparator zl:lineseparator zp:paragraphseparator c:other cc:control cf:format co:privateuse cn:unassigned'
  )
    .split(' ')
    .flatMap((entry) => {
      const [short, long] = entry.split(':');
      const expression = short.slice(0, 1).toUpperCase() + (short === 'lc' ? 'C' : short.slice(1));
      return [
        [short, expression],
        [long, expression],
      ];
    }),
);

const binaryProperties = new Map(
  'Alphabetic Any ASCII ASCII_Hex_Digit Assigned Cased Dash Emoji Hex_Digit ID_Continue ID_Start Ideographic Join_Control Lowercase Math Uppercase White_Space'
    .split(' ')
    .map((property) => [property.toLowerCase().replaceAll('_', ''), property]),
);

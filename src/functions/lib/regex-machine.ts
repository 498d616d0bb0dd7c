import { type CodePointSet, hasCodePoint } from './code-point-set.ts';
import { isNullable } from './regex-shape.ts';
import { type Assertion, type RegexNode, type RegexTree, wordSet } from './regex-syntax.ts';

/**
 * A regex as a nondeterministic machine that follows all its threads through the text at once (Pike's), with the priorities of a backtracking
 * search: time is the length of the text times the size of the pattern, whatever both are. It knows every construct of the dialect and is
 * what the faster engines are measured against; it runs where they cannot.
 */
export interface RegexMachine {
  /**
   * The first match at or after an offset, as pairs of start and end of the whole and of each group, -1 where a group took no part; null
   * without one. `captures` false gives the whole match's pair only.
   */
  search(text: string, from: number, captures: boolean): Int32Array | null;
}

type Instruction =
  | { readonly kind: 'set'; readonly set: CodePointSet; readonly ascii: Uint8Array }
  | { readonly kind: 'split'; first: number; second: number }
  | { readonly kind: 'jump'; to: number }
  | { readonly kind: 'save'; readonly slot: number }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  | { readonly kind: 'match' };

export function compileMachine(tree: RegexTree): RegexMachine {
  const program: Instruction[] = [];
  emitGroup(program, 0, tree.root);
  program.push({ kind: 'match' });
  return { search: (text, from, captures) => search(program, text, from, captures ? 2 * (tree.groupCount + 1) : 2) };
}

function emit(program: Instruction[], node: RegexNode): void {
  switch (node.kind) {
    case 'set':
      program.push({
        kind: 'set',
        set: node.set,
        ascii: Uint8Array.from({ length: 128 }, (_, code) => (hasCodePoint(node.set, code) ? 1 : 0)),
      });
      break;
    case 'assertion':
      program.push({ kind: 'assertion', assertion: node.assertion });
      break;
    case 'sequence':
      for (const item of node.items) emit(program, item);
      break;
    case 'group':
      emitGroup(program, node.index, node.item);
      break;
    case 'choice':
      emitChoice(program, node.options);
      break;
    case 'repeat':
      emitRepeat(program, node);
      break;
  }
}

function emitGroup(program: Instruction[], index: number, item: RegexNode): void {
  program.push({ kind: 'save', slot: 2 * index });
  emit(program, item);
  program.push({ kind: 'save', slot: 2 * index + 1 });
}

function emitChoice(program: Instruction[], options: readonly RegexNode[]): void {
  const jumps: { kind: 'jump'; to: number }[] = [];
  options.forEach((option, i) => {
    if (i === options.length - 1) {
      emit(program, option);
      return;
    }
    const split = { kind: 'split' as const, first: program.length + 1, second: 0 };
    program.push(split);
    emit(program, option);
    const jump = { kind: 'jump' as const, to: 0 };
    program.push(jump);
    jumps.push(jump);
    split.second = program.length;
  });
  for (const jump of jumps) jump.to = program.length;
}

function emitRepeat(program: Instruction[], node: Extract<RegexNode, { kind: 'repeat' }>): void {
  const { item, min, max, greedy } = node;
  if (max === Number.POSITIVE_INFINITY) {
    // x* of what can be empty is (x+)?: a round that matches nothing counts as one, but only the first time
    const skip = min === 0 && isNullable(item) ? pushSplit(program, greedy) : undefined;
    for (let i = 0; i < min - 1; i++) emit(program, item);
    if (min > 0 || skip) {
      const start = program.length;
      emit(program, item);
      const split = pushSplit(program, greedy);
      leave(split, greedy, program.length);
      enter(split, greedy, start);
      if (skip) leave(skip, greedy, program.length);
    } else {
      const split = pushSplit(program, greedy);
      const start = program.length - 1;
      emit(program, item);
      program.push({ kind: 'jump', to: start });
      leave(split, greedy, program.length);
    }
    return;
  }
  for (let i = 0; i < min; i++) emit(program, item);
  const splits: Split[] = [];
  for (let i = min; i < max; i++) {
    splits.push(pushSplit(program, greedy));
    emit(program, item);
  }
  for (const split of splits) leave(split, greedy, program.length);
}

type Split = { kind: 'split'; first: number; second: number };

/** A split whose preferred branch, when greedy, is what follows it. */
function pushSplit(program: Instruction[], greedy: boolean): Split {
  const split: Split = { kind: 'split', first: 0, second: 0 };
  program.push(split);
  enter(split, greedy, program.length);
  return split;
}

function enter(split: Split, greedy: boolean, to: number): void {
  if (greedy) split.first = to;
  else split.second = to;
}

function leave(split: Split, greedy: boolean, to: number): void {
  if (greedy) split.second = to;
  else split.first = to;
}

/** The threads that wait for the next character, in order of priority. */
interface Threads {
  readonly counters: Int32Array;
  readonly slots: Int32Array[];
  /** When a program counter was last added. */
  readonly marks: Int32Array;
  count: number;
}

function search(program: readonly Instruction[], text: string, from: number, slotCount: number): Int32Array | null {
  let current = makeThreads(program.length);
  let next = makeThreads(program.length);
  let found: Int32Array | null = null;
  for (let at = from; ; ) {
    const code = at < text.length ? text.codePointAt(at)! : -1;
    const width = code > 0xffff ? 2 : 1;
    // a new thread may start here, behind all others, until something has matched
    if (found === null) addThread(program, current, 0, new Int32Array(slotCount).fill(-1), text, at, at + 1);
    next.count = 0;
    for (let i = 0; i < current.count; i++) {
      const counter = current.counters[i];
      const instruction = program[counter];
      if (instruction.kind === 'match') {
        found = current.slots[i];
        break;
      }
      if (instruction.kind !== 'set' || code < 0) continue;
      if (code < 0x80 ? instruction.ascii[code] === 1 : hasCodePoint(instruction.set, code)) {
        addThread(program, next, counter + 1, current.slots[i], text, at + width, at + width + 1);
      }
    }
    if (code < 0 || (found !== null && next.count === 0)) return found;
    at += width;
    [current, next] = [next, current];
  }
}

function makeThreads(size: number): Threads {
  return { counters: new Int32Array(size), slots: [], marks: new Int32Array(size), count: 0 };
}

/** Follows a thread through everything that takes no character, in order of priority; `mark` tells this position from others. */
function addThread(
  program: readonly Instruction[],
  threads: Threads,
  start: number,
  slots: Int32Array,
  text: string,
  at: number,
  mark: number,
): void {
  const stack: { counter: number; slots: Int32Array }[] = [{ counter: start, slots }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    let { counter, slots: own } = top;
    while (threads.marks[counter] !== mark) {
      threads.marks[counter] = mark;
      const instruction = program[counter];
      if (instruction.kind === 'jump') {
        counter = instruction.to;
      } else if (instruction.kind === 'split') {
        stack.push({ counter: instruction.second, slots: own });
        counter = instruction.first;
      } else if (instruction.kind === 'save') {
        if (instruction.slot < own.length) {
          own = own.slice();
          own[instruction.slot] = at;
        }
        counter++;
      } else if (instruction.kind === 'assertion') {
        if (!holds(instruction.assertion, text, at)) break;
        counter++;
      } else {
        threads.counters[threads.count] = counter;
        threads.slots[threads.count++] = own;
        break;
      }
    }
  }
}

function holds(assertion: Assertion, text: string, at: number): boolean {
  switch (assertion) {
    case 'textStart':
      return at === 0;
    case 'textEnd':
      return at === text.length;
    case 'lineStart':
      return at === 0 || text.charCodeAt(at - 1) === 0x0a;
    case 'lineEnd':
      return at === text.length || text.charCodeAt(at) === 0x0a;
    case 'asciiWordBorder':
      return isAsciiWord(text.charCodeAt(at - 1)) !== isAsciiWord(text.charCodeAt(at));
    case 'asciiNoWordBorder':
      return isAsciiWord(text.charCodeAt(at - 1)) === isAsciiWord(text.charCodeAt(at));
  }
  const before = at > 0 && isWord(codePointBefore(text, at));
  const after = at < text.length && isWord(text.codePointAt(at)!);
  switch (assertion) {
    case 'wordBorder':
      return before !== after;
    case 'noWordBorder':
      return before === after;
    case 'wordStart':
      return !before && after;
    case 'wordEnd':
      return before && !after;
    case 'wordStartHalf':
      return !before;
    case 'wordEndHalf':
      return !after;
  }
}

function codePointBefore(text: string, at: number): number {
  const unit = text.charCodeAt(at - 1);
  if (unit < 0xdc00 || unit > 0xdfff || at < 2) return unit;
  const pair = text.codePointAt(at - 2)!;
  return pair > 0xffff ? pair : unit;
}

function isWord(code: number): boolean {
  return code < 0x80 ? isAsciiWord(code) : hasCodePoint(wordSet(), code);
}

function isAsciiWord(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x5f || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a);
}

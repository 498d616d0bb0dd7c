import { areDisjoint, type CodePointSet, emptySet, unionOf } from './code-point-set.ts';
import { groupsIn, isNullable } from './regex-shape.ts';
import type { RegexNode } from './regex-syntax.ts';

/**
 * What a backtracking engine may cost on a regex, shown from its structure: 'linear' a bounded number of steps for each character of the
 * text, 'quadratic' for each pair of characters, 'unsafe' anything else, or a regex that means something else to JavaScript.
 *
 * The reasoning goes from the end of the regex to its start. For every place it knows which characters what follows can begin with, and
 * whether what follows can fail at all. A loop whose characters cannot begin what follows is left at one place only: the attempts to
 * leave it earlier fail at once, and it costs its own length, once. A loop that may be left anywhere costs what follows it, once for every
 * character. What cannot fail is never tried twice. Alternatives that begin alike multiply the work, up to a bound. A regex that is not tied to the
 * start of the text is tried from every character, which adds a power unless a failed attempt is always short.
 */
export type RegexCost = 'linear' | 'quadratic' | 'unsafe';

export interface BacktrackingPlan {
  readonly cost: RegexCost;
  /**
   * A search need not start behind one of these characters, but for the place where it is told to start. Of a regex that begins with a loop:
   * where a search inside of the loop's characters could end, one from their first could have ended too, and failed. So every character is
   * in the loop once, not once for each that is before it.
   */
  readonly skipped?: CodePointSet;
}

export function planBacktracking(root: RegexNode): BacktrackingPlan {
  if (!meansTheSame(root)) return { cost: 'unsafe' };
  const whole = analyze(root, end);
  const cost = whole === undefined ? 'unsafe' : costOfPower(startsAtText(root) ? Math.max(1, whole.power) : whole.power + 1);
  if (cost === 'linear') return { cost };
  const loop = leadingLoop(root);
  const rest = loop && analyze(withoutLeadingLoop(root), end);
  const guarded = rest === undefined ? 'unsafe' : costOfPower(rest.power + 1);
  return guarded === 'unsafe' || guarded === cost ? { cost } : { cost: guarded, skipped: loop };
}

function costOfPower(power: number): RegexCost {
  return power === 1 ? 'linear' : power === 2 ? 'quadratic' : 'unsafe';
}

/** How many ways an attempt may branch where alternatives begin alike. */
const maxWays = 64;
/** Up to this many rounds a counted repetition is looked at round by round, beyond as a loop. */
const maxRounds = 12;

/** What is left of the regex at a place. */
interface Rest {
  /** The characters that it can begin with. */
  readonly first: CodePointSet;
  /** Whether it always matches, perhaps the empty text. */
  readonly sure: boolean;
  /** The power of the length of the text that a failing, or a wasted, attempt at it takes. */
  readonly power: number;
  /** How many ways through it are tried at most, where no loop is at work. */
  readonly ways: number;
  /** Whether there is one way through it only, loops included. */
  readonly certain: boolean;
}

const end: Rest = { first: emptySet, sure: true, power: 0, ways: 1, certain: true };

/** The node and then the rest; undefined when nothing can be shown. */
function analyze(node: RegexNode, rest: Rest): Rest | undefined {
  switch (node.kind) {
    case 'set':
      return { ...rest, first: node.set, sure: false };
    case 'assertion':
      // looks at its place only; what it does not let through would only make the set smaller
      return { ...rest, sure: false };
    case 'group':
      return analyze(node.item, rest);
    case 'sequence':
      return node.items.reduceRight<Rest | undefined>((after, item) => after && analyze(item, after), rest);
    case 'choice':
      return combine(node.options.map((option) => analyze(option, rest)));
    case 'repeat':
      return analyzeRepeat(node, rest);
  }
}

function combine(options: readonly (Rest | undefined)[]): Rest | undefined {
  let combined: Rest | undefined;
  for (const option of options) {
    if (option === undefined) return undefined;
    combined = combined === undefined ? option : either(combined, option);
    if (combined === undefined) return undefined;
  }
  return combined;
}

/** The first of two is tried first. */
function either(a: Rest, b: Rest): Rest | undefined {
  // after one that always matches nothing else is tried
  const exclusive = a.sure || areDisjoint(a.first, b.first);
  const ways = exclusive ? Math.max(a.ways, b.ways) : a.ways + b.ways;
  if (ways > maxWays) return undefined;
  return {
    first: unionOf(a.first, b.first),
    sure: a.sure || b.sure,
    power: Math.max(a.power, b.power),
    ways,
    certain: exclusive && a.certain && b.certain,
  };
}

function analyzeRepeat(node: Extract<RegexNode, { kind: 'repeat' }>, rest: Rest): Rest | undefined {
  const { item, min, max, greedy } = node;
  if (max === 0) return rest;
  // JavaScript and RE2 differ in what an empty round means
  if (isNullable(item)) return undefined;
  if (max > maxRounds) return analyzeLoop(item, min, rest);
  let after: Rest | undefined = rest;
  for (let round = max; round > 0 && after; round--) {
    const through = analyze(item, after);
    if (round <= min) after = through;
    else after = through && (greedy ? either(through, rest) : either(rest, through));
  }
  return after;
}

function analyzeLoop(item: RegexNode, min: number, rest: Rest): Rest | undefined {
  const itemFirst = firstOf(item);
  const first = unionOf(itemFirst, rest.first);
  // behind a round that still needs others nothing is sure
  const round = analyze(item, { first, sure: rest.sure && min <= 1, power: 0, ways: 1, certain: true });
  // one way through each round, or their number would multiply with every round
  if (round === undefined || !round.certain) return undefined;
  const leftOnce = areDisjoint(itemFirst, rest.first);
  // a loop in a loop that may be left anywhere: rounds and their ends would multiply
  if (!leftOnce && round.power > 0) return undefined;
  // where any end of the loop will do, what can be wasted is a round that fails; elsewhere it is the whole loop
  const own = rest.sure && min <= maxRounds ? round.power : 1;
  const retried = !leftOnce && !rest.sure;
  return {
    first: min === 0 ? first : itemFirst,
    sure: min === 0 && rest.sure,
    power: retried ? 1 + rest.power : Math.max(own, rest.power),
    ways: rest.ways,
    certain: rest.certain && !retried,
  };
}

/** The characters that a match of a node can begin with. */
function firstOf(node: RegexNode): CodePointSet {
  switch (node.kind) {
    case 'set':
      return node.set;
    case 'assertion':
      return emptySet;
    case 'sequence': {
      const last = node.items.findIndex((item) => !isNullable(item));
      return unionOf(emptySet, ...node.items.slice(0, last < 0 ? node.items.length : last + 1).map(firstOf));
    }
    case 'choice':
      return unionOf(...node.options.map(firstOf));
    case 'group':
      return firstOf(node.item);
    case 'repeat':
      return node.max === 0 ? emptySet : firstOf(node.item);
  }
}

/** Whether JavaScript's captures are RE2's: JavaScript forgets a group's match when a loop around it starts its next round. */
function meansTheSame(node: RegexNode): boolean {
  switch (node.kind) {
    case 'set':
    case 'assertion':
      return true;
    case 'sequence':
      return node.items.every(meansTheSame);
    case 'choice':
      return node.options.every(meansTheSame);
    case 'group':
      return meansTheSame(node.item);
    case 'repeat':
      return meansTheSame(node.item) && (node.max <= 1 || groupsIn(node.item).length === alwaysMatched(node.item));
  }
}

/** How many of the groups inside a node take part in every match of it. */
function alwaysMatched(node: RegexNode): number {
  switch (node.kind) {
    case 'set':
    case 'assertion':
    case 'choice':
      return 0;
    case 'sequence':
      return node.items.reduce((total, item) => total + alwaysMatched(item), 0);
    case 'group':
      return 1 + alwaysMatched(node.item);
    case 'repeat':
      return node.min > 0 ? alwaysMatched(node.item) : 0;
  }
}

function startsAtText(node: RegexNode): boolean {
  switch (node.kind) {
    case 'set':
      return false;
    case 'assertion':
      return node.assertion === 'textStart';
    case 'sequence':
      return node.items.some((item, i) => startsAtText(item) && node.items.slice(0, i).every((before) => before.kind === 'assertion'));
    case 'choice':
      return node.options.every(startsAtText);
    case 'group':
      return startsAtText(node.item);
    case 'repeat':
      return node.min > 0 && startsAtText(node.item);
  }
}

/** The characters of the unbounded loop that a regex begins with. */
function leadingLoop(node: RegexNode): CodePointSet | undefined {
  switch (node.kind) {
    case 'sequence':
      return node.items.length === 0 ? undefined : leadingLoop(node.items[0]);
    case 'group':
      return leadingLoop(node.item);
    case 'repeat':
      return node.max === Number.POSITIVE_INFINITY && node.item.kind === 'set' ? node.item.set : undefined;
    default:
      return undefined;
  }
}

function withoutLeadingLoop(node: RegexNode): RegexNode {
  switch (node.kind) {
    case 'sequence':
      return { kind: 'sequence', items: [withoutLeadingLoop(node.items[0]), ...node.items.slice(1)] };
    case 'group':
      return withoutLeadingLoop(node.item);
    default:
      return { kind: 'sequence', items: [] };
  }
}

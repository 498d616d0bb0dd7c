/** Texts that are alike: `pattern` is what they have in common, with `*` for the rest. */
export interface TextCluster {
  readonly pattern: string;
  readonly count: number;
  /** The first of the texts. */
  readonly representative: string;
}

export interface TextClustering {
  readonly clusters: readonly TextCluster[];
  /** By the number of a text the number of its cluster, -1 for a text that is like no other. */
  readonly clusterOf: Int32Array;
}

export interface ClusterOptions {
  readonly threshold: number;
  /** Characters that separate terms, besides all but ASCII letters and digits. */
  readonly separators: string;
}

/** Terms behind these are not looked at. */
const mostTerms = 64;
/** A text is compared with each cluster that there is; what is like none of so many is like no other. */
const mostClusters = 500;

interface Terms {
  /** Terms and what stands around them by turns: separator, term, separator, term … separator. */
  readonly parts: readonly string[];
}

interface Growing {
  /** As in Terms, undefined where its texts differ; as long as the shortest. */
  parts: (string | undefined)[];
  /** Whether its texts have different numbers of terms. */
  open: boolean;
  readonly terms: number;
  readonly representative: string;
  readonly members: number[];
}

/**
 * Groups distinct texts by the terms that they have at the same places. kqlet's own search, after the manual's examples: a text joins the
 * cluster with which it shares the greatest part of its terms, if that is more than the threshold; of a cluster's pattern those terms are
 * kept that all its texts have and that at least the threshold of all rows (and two of them) have at their place. `counts` are the rows of
 * each text. The work is at most texts × clusters × terms.
 */
export function clusterTexts(
  texts: readonly string[],
  counts: readonly number[],
  { threshold, separators }: ClusterOptions,
  interrupt: () => void,
): TextClustering {
  const split = texts.map((text) => termsOf(text, separators));
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const support = supportOf(split, counts);
  const isFrequent = (place: number, term: string): boolean => (support[place]?.get(term) ?? 0) >= Math.max(2, threshold * rows);
  const growing: Growing[] = [];
  split.forEach((terms, text) => {
    if ((text & 63) === 0) interrupt();
    // a text without a term that many have could only be given the pattern *
    if (!terms.parts.some((part, at) => at % 2 === 1 && isFrequent(at >> 1, part))) return;
    const nearest = nearestOf(terms, growing, threshold);
    if (nearest !== undefined) join(nearest, terms, text);
    else if (growing.length < mostClusters)
      growing.push({
        parts: [...terms.parts],
        open: false,
        terms: terms.parts.length >> 1,
        representative: texts[text],
        members: [text],
      });
  });
  const clusterOf = new Int32Array(texts.length).fill(-1);
  const clusters: TextCluster[] = [];
  for (const cluster of growing) {
    const shown = cluster.parts.map((part, at) => (at % 2 === 0 || (part !== undefined && isFrequent(at >> 1, part)) ? part : undefined));
    if (!shown.some((part, at) => at % 2 === 1 && part !== undefined)) continue;
    const pattern = patternOf(shown, cluster.open, separators);
    for (const member of cluster.members) clusterOf[member] = clusters.length;
    const count = cluster.members.reduce((sum, member) => sum + counts[member], 0);
    clusters.push({ pattern, count, representative: cluster.representative });
  }
  return { clusters, clusterOf };
}

function termsOf(text: string, separators: string): Terms {
  const parts: string[] = [''];
  for (const character of text) {
    const isTerm = /[0-9A-Za-z]/.test(character) && !separators.includes(character);
    // separators stand at even places
    if (isTerm !== (parts.length % 2 === 0)) {
      if (parts.length > mostTerms * 2) break;
      parts.push('');
    }
    parts[parts.length - 1] += character;
  }
  if (parts.length % 2 === 0) parts.push('');
  return { parts };
}

/** How many rows have each term at each place. */
function supportOf(split: readonly Terms[], counts: readonly number[]): Map<string, number>[] {
  const support: Map<string, number>[] = [];
  split.forEach(({ parts }, text) => {
    for (let at = 1; at < parts.length; at += 2) {
      support[at >> 1] ??= new Map();
      const place = support[at >> 1];
      place.set(parts[at], (place.get(parts[at]) ?? 0) + counts[text]);
    }
  });
  return support;
}

/** The cluster with which a text shares the greatest part of its terms; undefined where none is more than the threshold. */
function nearestOf({ parts }: Terms, clusters: readonly Growing[], threshold: number): Growing | undefined {
  let nearest: Growing | undefined;
  let most = threshold;
  for (const cluster of clusters) {
    const size = Math.max(parts.length >> 1, cluster.terms);
    let same = 0;
    for (let at = 1; at < Math.min(parts.length, cluster.parts.length); at += 2) if (parts[at] === cluster.parts[at]) same++;
    if (same / size <= most) continue;
    most = same / size;
    nearest = cluster;
  }
  return nearest;
}

function join(cluster: Growing, { parts }: Terms, text: number): void {
  if (parts.length !== cluster.parts.length) {
    cluster.open = true;
    cluster.parts = cluster.parts.slice(0, parts.length);
  }
  cluster.parts.forEach((part, at) => {
    if (part !== parts[at]) cluster.parts[at] = undefined;
  });
  cluster.members.push(text);
}

/** The parts that stand, `*` for those that do not; a listed separator beside a `*` belongs to it. */
function patternOf(shown: readonly (string | undefined)[], open: boolean, separators: string): string {
  const isStar = (at: number): boolean => at >= 0 && (at >= shown.length ? open : shown[at] === undefined);
  let pattern = '';
  shown.forEach((part, at) => {
    const isListed = at % 2 === 0 && part !== undefined && part !== '' && [...part].every((character) => separators.includes(character));
    const isGap = part === undefined || (isListed && (isStar(at - 1) || isStar(at + 1)));
    if (!isGap) pattern += part;
    else if (!pattern.endsWith('*')) pattern += '*';
  });
  return open && !pattern.endsWith('*') ? `${pattern}*` : pattern;
}

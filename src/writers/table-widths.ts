/** What stands between two columns. */
export const gap = '  ';

/** No cell is shown wider than this, however wide the terminal is. */
export const maxCellWidth = 200;

/** A column of text is not made narrower than this to make room for further ones. */
const minimum = 10;

/** What the measured rows tell of a column. */
export interface MeasuredColumn {
  /** As wide as it would like to be. */
  readonly width: number;
  /** Text, which may be cut. A number or a date that is cut says nothing. */
  readonly isText: boolean;
  readonly isEmpty: boolean;
}

/** A column that is shown: its place in the table, and its width. */
export interface FittedColumn {
  readonly index: number;
  readonly width: number;
}

/**
 * The columns that are shown: all of them where they fit. Otherwise texts give way, the widest first; and where that is not enough, empty
 * columns are left out, and then the last ones.
 */
export function fitColumns(columns: readonly MeasuredColumn[], available = Number.POSITIVE_INFINITY): FittedColumn[] {
  const all = columns.map(({ width, isText, isEmpty }, index) => {
    const wanted = Math.min(width, maxCellWidth);
    return { index, wanted, least: isText ? Math.min(wanted, minimum) : wanted, isEmpty };
  });
  let shown = all;
  if (widthOf(all.map(({ least }) => least)) > available) {
    const filled = all.filter(({ isEmpty }) => !isEmpty);
    shown = filled.length > 0 ? filled : all;
    while (shown.length > 1 && widthOf(shown.map(({ least }) => least)) > available) shown = shown.slice(0, -1);
  }
  let excess = widthOf(shown.map(({ wanted }) => wanted)) - available;
  const widths = shown.map(({ wanted }) => wanted);
  // one column of the terminal at a time, from the widest text
  for (; excess > 0; excess--) {
    let widest = -1;
    shown.forEach(({ least }, i) => {
      if (widths[i] > least && (widest < 0 || widths[i] >= widths[widest])) widest = i;
    });
    if (widest < 0) break;
    widths[widest]--;
  }
  // even the only column that is left may be too wide
  if (excess > 0) widths[0] = Math.max(1, widths[0] - excess);
  return shown.map(({ index }, i) => ({ index, width: widths[i] }));
}

/** The width of a line of columns of these widths. */
function widthOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + gap.length, -gap.length);
}

// Railroad diagrams as SVG in one HTML page that needs nothing from elsewhere.
import { inReadingOrder, isFixed, terminalTexts } from './grammar-ebnf.mjs';

const unit = 8.4; // the width of a character
const height = 24;
const gap = 10;
const radius = 10;
const lineWidth = 1100;

/** The page: a diagram for each rule, the names of rules being links. */
export function diagrams({ rules }) {
  const ordered = inReadingOrder(rules);
  const index = [...ordered].map(({ name }) => name).sort((a, b) => a.localeCompare(b, 'en'));
  const sections = ordered.map(({ name, definition }) => `<section id="${name}"><h2>${name}</h2>\n${draw(sequence(definition))}</section>`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>The grammar of the Kusto Query Language as kqlet reads it</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; color: #1a1a1a; background: #fff }
h2 { font: bold 15px ui-monospace, monospace; margin: 2rem 0 .3rem }
nav { columns: 12rem; font: 13px ui-monospace, monospace }
nav a, svg a { color: #0b5394; text-decoration: none }
svg { display: block; max-width: 100%; overflow: visible }
svg text { font: 14px ui-monospace, monospace; text-anchor: middle; dominant-baseline: central }
svg path { fill: none; stroke: #555; stroke-width: 1.5 }
svg rect { stroke: #555; stroke-width: 1.5; fill: #e6f0fa }
svg rect.terminal { fill: #f2f2e4; rx: 12px }
svg a text { fill: #0b5394 }
</style>
<h1>The grammar</h1>
<p>Generated from src/syntax by <code>npm run generate</code>. Rounded boxes are text or kinds of tokens, square ones are rules. The lists of words,
the parameters of operators and the precedence of infix operators stand in kql.ebnf.</p>
<nav>
${index.map((name) => `<a href="#${name}">${name}</a><br>`).join('\n')}
</nav>
${sections.join('\n')}
</html>
`;
}

function draw(part) {
  const width = part.width + 4 * gap;
  const top = part.up + 6;
  const y = top;
  const content = [
    `<path d="M${gap} ${y - 6}v12m5 -12v12M${gap} ${y}h${gap}"/>`,
    part.draw(2 * gap, y),
    `<path d="M${2 * gap + part.width} ${y}h${gap}m0 -6v12m5 -12v12"/>`,
  ].join('');
  return `<svg viewBox="0 0 ${round(width)} ${round(top + part.down + 6)}" width="${round(width)}">${content}</svg>`;
}

// A drawn part enters and leaves on its own line: `up` and `down` are what it needs above and below that line.

function box(text, rule) {
  const width = text.length * unit + 2 * gap;
  return {
    width,
    up: height / 2,
    down: height / 2,
    draw: (x, y) => {
      const shape = `<rect x="${round(x)}" y="${round(y - height / 2)}" width="${round(width)}" height="${height}"${rule ? '' : ' class="terminal"'}/><text x="${round(x + width / 2)}" y="${round(y)}">${escapeMarkup(text)}</text>`;
      return rule ? `<a href="#${text}">${shape}</a>` : shape;
    },
  };
}

function sequence(parts) {
  if (parts.length === 0) return { width: 0, up: 0, down: 0, draw: () => '' };
  const lines = [[]];
  let used = 0;
  for (const part of parts.map(convert)) {
    if (used > 0 && used + gap + part.width > lineWidth) {
      lines.push([]);
      used = 0;
    }
    lines.at(-1).push(part);
    used += part.width + gap;
  }
  return lines.length === 1 ? row(lines[0]) : stack(lines.map(row));
}

function row(parts) {
  return {
    width: parts.reduce((sum, part) => sum + part.width + gap, -gap),
    up: Math.max(...parts.map(({ up }) => up)),
    down: Math.max(...parts.map(({ down }) => down)),
    draw: (x, y) => {
      let at = x;
      return parts
        .map((part, i) => {
          const link = i === 0 ? '' : `<path d="M${round(at)} ${round(y)}h${gap}"/>`;
          if (i > 0) at += gap;
          const drawn = link + part.draw(at, y);
          at += part.width;
          return drawn;
        })
        .join('');
    },
  };
}

/** Rows one under the other, joined by a line that runs back to the left. */
function stack(rows) {
  const inner = Math.max(...rows.map(({ width }) => width));
  const width = inner + 2 * radius;
  const offsets = [0];
  for (let i = 1; i < rows.length; i++) offsets.push(offsets[i - 1] + rows[i - 1].down + rows[i].up + 2 * radius + 6);
  return {
    width,
    up: rows[0].up,
    down: offsets.at(-1) + rows.at(-1).down,
    draw: (x, y) =>
      rows
        .map((part, i) => {
          const at = y + offsets[i];
          const drawn = part.draw(x + radius, at);
          if (i === rows.length - 1) {
            const rest = x + radius + part.width;
            return `${drawn}<path d="M${round(x)} ${round(at)}h${radius}M${round(rest)} ${round(at)}H${round(x + width)}V${round(y)}"/>`;
          }
          const middle = at + part.down + 6;
          const next = y + offsets[i + 1];
          const end = x + radius + part.width;
          const lead = i === 0 ? `<path d="M${round(x)} ${round(at)}h${radius}"/>` : '';
          return `${lead}${drawn}<path d="M${round(end)} ${round(at)}h${radius / 2}V${round(middle)}H${round(x)}V${round(next)}h${radius}"/>`;
        })
        .join(''),
  };
}

function choice(parts, skippable = false) {
  const rows = skippable ? [row([{ width: 0, up: 0, down: 0, draw: () => '' }]), ...parts] : parts;
  const inner = Math.max(...rows.map(({ width }) => width));
  const width = inner + 4 * radius;
  const offsets = [0];
  for (let i = 1; i < rows.length; i++) {
    offsets.push(offsets[i - 1] + Math.max(rows[i - 1].down + rows[i].up + 8, 2 * radius));
  }
  return {
    width,
    up: rows[0].up,
    down: offsets.at(-1) + rows.at(-1).down,
    draw: (x, y) =>
      rows
        .map((part, i) => {
          const at = y + offsets[i];
          const left = x + 2 * radius;
          const right = left + part.width;
          const end = x + width;
          const drawn = part.draw(left, at);
          if (i === 0) return `<path d="M${round(x)} ${round(at)}H${round(left)}M${round(right)} ${round(at)}H${round(end)}"/>${drawn}`;
          const into = `M${round(x)} ${round(y)}q${radius} 0 ${radius} ${radius}V${round(at - radius)}q0 ${radius} ${radius} ${radius}`;
          const out = `M${round(right)} ${round(at)}H${round(end - 2 * radius)}q${radius} 0 ${radius} -${radius}V${round(y + radius)}q0 -${radius} ${radius} -${radius}`;
          return `<path d="${into}${out}"/>${drawn}`;
        })
        .join(''),
  };
}

/** Something that may be left out or come again and again: the line passes above, the part lies on the way back. */
function repetition(part) {
  const width = part.width + 4 * radius;
  const offset = Math.max(part.up + 8, 2 * radius);
  return {
    width,
    up: 4,
    down: offset + part.down,
    draw: (x, y) => {
      const at = y + offset;
      const left = x + 2 * radius;
      const right = left + part.width;
      const line = `M${round(x)} ${round(y)}H${round(x + width)}`;
      const back = `M${round(right)} ${round(at)}q${radius} 0 ${radius} -${radius}V${round(y + radius)}q0 -${radius} -${radius} -${radius}`;
      const forth = `M${round(left)} ${round(at)}q-${radius} 0 -${radius} -${radius}V${round(y + radius)}q0 -${radius} ${radius} -${radius}`;
      const arrow = `M${round(left - 2)} ${round(at - 4)}l-5 4l5 4`;
      return `<path d="${line}${back}${forth}${arrow}"/>${part.draw(left, at)}`;
    },
  };
}

function convert(part) {
  switch (part.type) {
    case 'NonTerminal':
      return box(part.name, true);
    case 'Terminal': {
      const boxes = terminalTexts(part).map((text) => box(part.terminalLabel || isFixed(part) ? text : text.replaceAll('_', ' '), false));
      return boxes.length > 1 ? choice(boxes) : boxes[0];
    }
    case 'Option':
      return choice([sequence(part.definition)], true);
    case 'Repetition':
      return repetition(reversed(part.definition));
    case 'Alternation':
      return choice(part.definition.map((alternative) => sequence(alternative.definition)));
    default:
      throw new Error(`no diagram for ${part.type}`);
  }
}

/** The parts of a repetition are passed from right to left. */
function reversed(parts) {
  return row(parts.map(convert).reverse());
}

function escapeMarkup(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function round(number) {
  return Math.round(number * 10) / 10;
}

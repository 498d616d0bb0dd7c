import type { QueryDescription, RuleDescription } from './description.ts';
import { htmlOf } from './html.ts';
import { markdownOf } from './markdown.ts';
import { textOfDescription } from './text.ts';

export type DescriptionFormat = 'text' | 'markdown' | 'html' | 'json';

/**
 * Descriptions as text for a terminal, as Markdown, as a page of HTML, or as JSON: an object, or of a list a list. All that is of a rule is
 * escaped.
 */
export function formatDescription(description: Description | readonly Description[], format: DescriptionFormat): string {
  const all = isList(description) ? description : [description];
  switch (format) {
    case 'text':
      return all.map(textOfDescription).join('\n');
    case 'markdown':
      return all.map(markdownOf).join('\n');
    case 'html':
      return htmlOf(all);
    case 'json':
      return `${JSON.stringify(description, null, 2)}\n`;
  }
}

type Description = QueryDescription | RuleDescription;

function isList(description: Description | readonly Description[]): description is readonly Description[] {
  return Array.isArray(description);
}

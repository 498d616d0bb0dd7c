import { withoutParentheses } from '../describe/constants.ts';
import { type Advice, type Advised, manualPage, type Subject } from './advice.ts';

export const searchAll: Advice = {
  id: 'search-all',
  severity: 'warning',
  summary: '`search`, `find` and `union *` over all tables',
  docs: manualPage('search-operator'),
  *find({ stages, rule }: Subject): Generator<Advised> {
    const refused =
      rule.profile === 'sentinel' && rule.schedule !== undefined ? '; Sentinel refuses rules with `search *` and `union *`' : '';
    for (const stage of stages) {
      const { node } = stage;
      // behind a pipe they look at the rows that come
      const isSource = stage.operator !== 'source' && isFirst(stage.id);
      if ((node.kind === 'search' || node.kind === 'find') && isSource && node.in === undefined)
        yield {
          message: `\`${node.kind}\` without \`in (…)\` reads all tables${refused}`,
          hint: 'name the tables: `in (T1, T2)`',
          at: node.keywordSpan,
        };
      if (node.kind !== 'union') continue;
      for (const leg of node.tables.map(withoutParentheses))
        if (leg.kind === 'star' || (leg.kind === 'wildcard-name' && leg.pattern === '*'))
          yield {
            message: `\`union *\` reads all tables${refused}`,
            hint: 'name the tables, or a pattern such as `Device*`',
            at: leg.span,
          };
    }
  },
};

function isFirst(id: string): boolean {
  return /(?:^|\.)1$/.test(id);
}

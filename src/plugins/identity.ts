import { fail } from '../errors.ts';
import { requireInput } from './arguments.ts';
import type { Plugin } from './plugin.ts';

/** identity(): the rows as they are. */
export const identity: Plugin = {
  name: 'identity',
  doc: 'Gives the rows as they are.',
  bind(_context, _environment, given, node) {
    const input = requireInput(given, node);
    if (node.call.arguments.length > 0) fail('semantic', 'identity takes no arguments', node.call.arguments[0].span);
    return { ...input, serialized: false, name: undefined };
  },
};

import { type BindContext, catalogOf, type Environment } from '../binder/context.ts';
import { bindExpression } from '../binder/expressions.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { requireColumn } from '../binder/scope.ts';
import { isUnknown } from '../binder/unknown.ts';
import { createBuilder, missingCell } from '../data/builder.ts';
import { cellReader } from '../data/cells.ts';
import { columnIndex } from '../data/schema.ts';
import { createSegment, type Segment, sideBySide } from '../data/segment.ts';
import type { RunContext } from '../engine/context.ts';
import type { Stage } from '../engine/run.ts';
import { fail } from '../errors.ts';
import type { PluginPlan } from '../plan/plan.ts';
import { type FileProfiles, fileProfileColumns } from '../providers/file-profiles.ts';
import type { Call } from '../syntax/ast.ts';

interface Options {
  readonly profiles: FileProfiles;
  /** The column with the hash. */
  readonly hash: number;
  /** So many rows get a profile. */
  readonly limit: number;
  /** Of `fileProfileColumns` those that the input does not have. */
  readonly added: readonly number[];
}

const defaultLimit = 100;
const highestLimit = 1000;

/**
 * `invoke FileProfile(hash column, limit)`: adds the columns of the file's profile that the input does not have; those that it has stay as
 * they are. The column is a name or a text, SHA1 where it is left out; its hashes are in lower case. The first 100 rows get a profile, or
 * as many as the limit says, 1,000 at most. ProfileAvailability is Missing for a hash without a profile, and '' for an empty hash and
 * for rows beyond the limit. Manual page advanced-hunting-fileprofile-function.
 */
export function bindFileProfile(context: BindContext, environment: Environment, input: Relation, node: Call): Relation {
  const [hashNode, limitNode, further] = node.arguments;
  if (further !== undefined) fail('semantic', 'FileProfile() takes a column and a limit', further.span);
  const { profiles } = { profiles: catalogOf(context, environment).providers?.fileProfiles };
  if (profiles === undefined) {
    fail(
      'unsupported',
      'FileProfile() needs the profiles of files, which are not supplied',
      node.span,
      'supply them: new Database({ fileProfiles: [{ SHA1, GlobalPrevalence, … }] }), or --file-profiles FILE',
    );
  }
  const name = hashNode === undefined ? 'SHA1' : columnName(hashNode);
  const hash = requireColumn(input, name, hashNode?.span ?? node.span);
  if (hash.type !== 'string' && hash.index >= 0)
    fail('semantic', `FileProfile() takes a column of strings, \`${name}\` is ${hash.type}`, node.span);
  const added = fileProfileColumns.flatMap((column, index) => (columnIndex(input.schema, column.name) < 0 ? [index] : []));
  const options: Options = { profiles, hash: hash.index, limit: limitOf(context, environment, limitNode), added };
  const plan: PluginPlan = {
    kind: 'plugin',
    plugin: 'FileProfile',
    input: input.plan,
    others: [],
    options,
    schema: { columns: [...input.schema.columns, ...added.map((index) => fileProfileColumns[index])] },
    span: node.span,
  };
  return relationOf(plan, input, 'keeps-order');
}

function columnName(node: Call['arguments'][number]): string {
  if (node.kind === 'name') return node.text;
  if (node.kind === 'literal' && typeof node.value === 'string') return node.value;
  return fail('semantic', 'FileProfile() takes a column', node.span);
}

function limitOf(context: BindContext, environment: Environment, node: Call['arguments'][number] | undefined): number {
  if (node === undefined) return defaultLimit;
  const bound = bindExpression(context, { environment, row: undefined }, node);
  if (isUnknown(bound)) return defaultLimit;
  if (bound.kind !== 'constant' || (bound.type !== 'long' && bound.type !== 'int') || bound.value === null || Number(bound.value) < 1)
    fail('semantic', `the limit of FileProfile() is a number from 1 to ${highestLimit}`, node.span);
  return Math.min(Number(bound.value), highestLimit);
}

export function runFileProfile(plan: PluginPlan, context: RunContext): Stage {
  const { profiles, hash, limit, added } = plan.options as Options;
  const availability = fileProfileColumns.length - 1;
  const builders = added.map((index) => createBuilder(fileProfileColumns[index].type));
  let rows = 0;
  return {
    push(segment: Segment) {
      const read = cellReader(segment.column(hash));
      for (let row = 0; row < segment.length; row++) {
        const id = read(row) as string;
        const isValid = id !== '' && rows < limit;
        if (id !== '') rows++;
        const profile = isValid ? profiles.get(id) : undefined;
        added.forEach((index, i) => {
          if (profile !== undefined) builders[i].append(profile[index]);
          else builders[i].append(index === availability && isValid ? 'Missing' : missingCell(fileProfileColumns[index].type));
        });
      }
      const profileColumns = createSegment(
        builders.map((builder) => builder.finish()),
        segment.length,
      );
      return [sideBySide(segment, profileColumns)];
    },
    finish() {
      if (rows > limit) context.warnings.push(`FileProfile gave a profile to the first ${limit} of ${rows} rows: its limit`);
      return [];
    },
  };
}

import type { Bag, Dynamic } from '../../data/dynamic.ts';
import { dynamicFromJavaScript } from '../../data/json.ts';
import { fail } from '../../errors.ts';
import { type ScalarFunction, scalar } from '../../functions/define.ts';
import { constant, type Expression } from '../../plan/expression.ts';
import { type GeoResolver, geoInfoOf } from '../../providers/geo-info.ts';
import { noProviders, type Principal, type Providers } from '../../providers/providers.ts';
import { type UserAgentResolver, userAgentOf } from '../../providers/user-agents.ts';
import type { Call } from '../../syntax/ast.ts';
import { callScalar } from '../coercion.ts';
import { type BindContext, catalogOf } from '../context.ts';
import { bindExpression } from '../expressions.ts';
import { pending, type Scope } from '../scope.ts';
import { isUnknown } from '../unknown.ts';

/**
 * Functions that tell what only the host knows. Without it they are refused by name, never guessed; their signatures and docs stand in the
 * registry like all others.
 */
export const hostForms: Readonly<Record<string, (context: BindContext, scope: Scope, node: Call) => Expression>> = {
  ingestion_time: bindIngestionTime,
  geo_info_from_ip_address: bindGeoInfo,
  parse_user_agent: bindUserAgent,
  current_database: bindCurrentDatabase,
  current_cluster_endpoint: bindCurrentCluster,
  current_principal: bindCurrentPrincipal,
  current_principal_details: bindPrincipalDetails,
  current_principal_is_member_of: bindIsMemberOf,
};

function providersOf(context: BindContext, scope: Scope): Providers {
  return catalogOf(context, scope.environment).providers ?? noProviders;
}

function refuse(node: Call, what: string, hint: string): never {
  return fail('unsupported', `${node.name.text}() is not known here: ${what}`, node.span, hint);
}

function takeNothing(node: Call): void {
  if (node.arguments.length > 0) fail('semantic', `${node.name.text}() takes no arguments`, node.span);
}

/** ingestion_time(): the column that the host names, as long as it is among those of the row. Manual page ingestion-time-function. */
function bindIngestionTime(context: BindContext, scope: Scope, node: Call): Expression {
  takeNothing(node);
  const { ingestionTime } = providersOf(context, scope);
  if (ingestionTime === undefined) {
    return refuse(
      node,
      'rows do not carry the time of their ingestion',
      "name the column to take instead: new Database({ ingestionTime: 'TimeGenerated' }), or --ingestion-time TimeGenerated",
    );
  }
  const column = scope.row?.column(ingestionTime, node.span);
  if (column === undefined) {
    if (scope.row?.open) return pending('datetime', node.span);
    return refuse(
      node,
      `there is no column ${ingestionTime} here`,
      `it stands for the time of ingestion: keep ${ingestionTime} up to this place`,
    );
  }
  if (column.type !== 'datetime' && !isUnknown(column))
    return refuse(node, `the column ${ingestionTime} is ${column.type}, not datetime`, 'name a column that is a datetime');
  return column;
}

/** geo_info_from_ip_address(ip): what the host's resolver says. Manual page geo-info-from-ip-address-function. */
function bindGeoInfo(context: BindContext, scope: Scope, node: Call): Expression {
  if (node.arguments.length !== 1) fail('semantic', 'geo_info_from_ip_address() takes an address', node.span);
  const address = bindExpression(context, scope, node.arguments[0]);
  const { geoInfo } = providersOf(context, scope);
  if (geoInfo === undefined) {
    return refuse(
      node,
      'it needs the places of addresses',
      'supply them: new Database({ geoInfo: (ip) => ({ country, … }) }), or --geo-ip FILE with network,country,state,city,latitude,longitude',
    );
  }
  return callScalar(context.functions, [geoFunction(geoInfo)], [address], node.span);
}

/** One function a resolver, so that what is known of its calls is kept together. */
const geoFunctions = new WeakMap<GeoResolver, ScalarFunction>();

function geoFunction(resolver: GeoResolver): ScalarFunction {
  let known = geoFunctions.get(resolver);
  if (known === undefined) {
    known = scalar({
      signature: 'geo_info_from_ip_address(ip: string): dynamic',
      doc: 'Where an address is.',
      row: (ip) => geoInfoOf(resolver, ip),
    });
    geoFunctions.set(resolver, known);
  }
  return known;
}

/** parse_user_agent(text, look for): what the host's resolver says. Manual page parse-user-agent-function. */
function bindUserAgent(context: BindContext, scope: Scope, node: Call): Expression {
  if (node.arguments.length !== 2)
    fail(
      'semantic',
      'parse_user_agent() takes a user agent and what to look for',
      node.span,
      "'browser', 'os', 'device', or an array of these",
    );
  const args = node.arguments.map((argument) => bindExpression(context, scope, argument));
  const { userAgent } = providersOf(context, scope);
  if (userAgent === undefined) {
    return refuse(
      node,
      'it needs the patterns of browsers, systems and devices',
      'supply them: new Database({ userAgent: (text) => ({ browser: { family, majorVersion, … }, os, device }) })',
    );
  }
  if (args.some(isUnknown)) return pending('dynamic', node.span);
  return callScalar(context.functions, userAgentFunction(userAgent), args, node.span);
}

const userAgentFunctions = new WeakMap<UserAgentResolver, ScalarFunction[]>();

function userAgentFunction(resolver: UserAgentResolver): readonly ScalarFunction[] {
  let known = userAgentFunctions.get(resolver);
  if (known === undefined) {
    const doc = 'What a user agent says of browser, system and device.';
    const row = (text: string, lookFor: Dynamic): Dynamic => userAgentOf(resolver, text, lookFor);
    known = [
      scalar({ signature: 'parse_user_agent(user_agent: string, look_for: string): dynamic', doc, row }),
      scalar({ signature: 'parse_user_agent(user_agent: string, look_for: dynamic): dynamic', doc, row }),
    ];
    userAgentFunctions.set(resolver, known);
  }
  return known;
}

function bindCurrentDatabase(context: BindContext, scope: Scope, node: Call): Expression {
  takeNothing(node);
  const { name } = providersOf(context, scope);
  return constant('string', name ?? refuse(node, 'the database has no name', "give it one: new Database({ name: '…' })"), node.span);
}

function bindCurrentCluster(context: BindContext, scope: Scope, node: Call): Expression {
  takeNothing(node);
  const { cluster } = providersOf(context, scope);
  return constant('string', cluster ?? refuse(node, 'there is no cluster', "name one: new Database({ cluster: 'https://…' })"), node.span);
}

function principalOf(context: BindContext, scope: Scope, node: Call): Principal {
  const { principal } = providersOf(context, scope);
  return principal ?? refuse(node, 'nobody is signed in', "say who runs the query: new Database({ principal: { fqn: 'aaduser=…' } })");
}

function bindCurrentPrincipal(context: BindContext, scope: Scope, node: Call): Expression {
  takeNothing(node);
  return constant('string', principalOf(context, scope, node).fqn, node.span);
}

function bindPrincipalDetails(context: BindContext, scope: Scope, node: Call): Expression {
  takeNothing(node);
  const { details } = principalOf(context, scope, node);
  if (details === undefined)
    return refuse(node, 'the principal has no details', 'give them: new Database({ principal: { fqn, details: { … } } })');
  return constant('dynamic', dynamicFromJavaScript(details) as Bag, node.span);
}

/** current_principal_is_member_of('group', …) or of a list: literals only. Manual page current-principal-is-member-of-function. */
function bindIsMemberOf(context: BindContext, scope: Scope, node: Call): Expression {
  const groups = node.arguments.flatMap((argument): Dynamic[] => {
    const bound = bindExpression(context, scope, argument);
    if (bound.kind === 'constant' && bound.type === 'string') return [bound.value as string];
    if (bound.kind === 'constant' && Array.isArray(bound.value)) return bound.value as Dynamic[];
    return fail('semantic', 'current_principal_is_member_of() takes string literals', argument.span);
  });
  if (groups.length === 0) fail('semantic', 'current_principal_is_member_of() takes a group', node.span);
  const { fqn, memberOf } = principalOf(context, scope, node);
  if (memberOf === undefined)
    return refuse(node, 'the groups of the principal are not known', 'name them: new Database({ principal: { fqn, memberOf: [ … ] } })');
  return constant(
    'bool',
    groups.some((group) => group === fqn || memberOf.includes(group as string)),
    node.span,
  );
}

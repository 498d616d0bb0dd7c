import type { BindContext, Environment } from '../binder/context.ts';
import type { Relation } from '../binder/relation.ts';
import type { RunContext } from '../engine/context.ts';
import type { Stage } from '../engine/run.ts';
import type { PluginPlan } from '../plan/plan.ts';
import type { EvaluateOperator } from '../syntax/ast.ts';

/** A plugin of `evaluate`: binds like an operator; `run` is the stage of the PluginPlan it made, absent when it lowers to other plans. */
export interface Plugin {
  readonly name: string;
  readonly doc: string;
  readonly bind: (context: BindContext, environment: Environment, input: Relation | undefined, node: EvaluateOperator) => Relation;
  readonly run?: (plan: PluginPlan, context: RunContext) => Stage;
}

import { Annotations, CfnResource, Stack } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { CfnFunction, IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { xrayStatement } from '../cloudformation/index.ts'

/** Returns the function behind an alias or a version, whose metrics and logs have its name. */
export function functionBehind(fn: IFunction): IFunction {
  const { lambda = fn } = fn as { lambda?: IFunction }
  return lambda
}

/**
 * Adds environment variables and X-Ray tracing to a function of the app. Variables and a tracing mode
 * that are set stay as they are. Without permission to write to X-Ray, tracing stays off: Lambda
 * refuses a function that traces without it.
 */
export function traceFunction(fn: IFunction, environment: Readonly<Record<string, string>>): void {
  const resource = fn.node.defaultChild
  if (!isOwn(fn) || !CfnResource.isCfnResource(resource)) {
    const names = Object.keys(environment).join(', ')
    warn(fn, 'imported', `The function is imported. Set ${names} and tracing where it is defined`)
    return
  }
  const { environment: given, tracingConfig } = resource as CfnFunction
  const { variables = {} } = Stack.of(fn).resolve(given) ?? {}
  for (const [name, value] of Object.entries(environment))
    if (!(name in variables)) fn.addEnvironment(name, value)
  if (tracingConfig !== undefined) return
  if (mayTrace(fn)) (resource as CfnFunction).tracingConfig = { mode: 'Active' }
  else
    warn(fn, 'role', `Tracing stays off: the role must allow ${xrayStatement.Action.join(' and ')}`)
}

function isOwn(fn: IFunction): fn is LambdaFunction {
  return 'addEnvironment' in fn
}

/** Adds X-Ray's permissions to a function's role. A role that is imported as immutable ignores them. */
function mayTrace({ role }: LambdaFunction): boolean {
  role?.addToPrincipalPolicy(PolicyStatement.fromJson(xrayStatement))
  return role?.node.findAll().some(isPolicy) ?? false
}

function isPolicy(node: unknown): boolean {
  return CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::IAM::Policy'
}

function warn(fn: IFunction, id: string, text: string): void {
  Annotations.of(fn).addWarningV2(`hoptrace:${id}`, text)
}

/** Returns the log group of a function that has one of its own. */
export function logGroupOf(fn: IFunction): { readonly logGroup?: string } {
  const { loggingConfig } = (fn.node.defaultChild ?? {}) as CfnFunction
  const { logGroup } = (loggingConfig ?? {}) as CfnFunction.LoggingConfigProperty
  return logGroup === undefined ? {} : { logGroup }
}

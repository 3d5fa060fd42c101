import { type LiteralFunction, withLiteralNames } from './computed-names.ts'
import type {
  Computed,
  FunctionDescription,
  FunctionLimits,
  ServiceDescription,
  Trigger,
} from './service-description.ts'

/** A function with its defaults. */
export interface TracedFunction {
  /** Its name within the service. */
  readonly key: string
  readonly name: string
  /** Its name, also if CloudFormation computes it. */
  readonly givenName: string | Computed
  readonly logGroup: string
  readonly service: string
  readonly actions: readonly string[]
  /** `undefined`: unknown. */
  readonly triggers: readonly Trigger[] | undefined
  /** Whether somebody waits for each of its actions, since the description says how long. */
  readonly isAwaited: boolean
  readonly limits: Required<FunctionLimits>
}

/** Returns the name at AWS of a function without a `name`. */
export function defaultName({ service, stage = 'dev' }: ServiceDescription, key: string): string {
  return `${service}-${stage}-${key}`
}

/**
 * Returns the functions of a description with their defaults.
 * @param limits those of functions without limits of their own
 */
export function tracedFunctions(
  description: ServiceDescription,
  limits: Required<FunctionLimits>,
): TracedFunction[] {
  return Object.entries(description.functions).map(([key, fn]) => {
    const named = { ...fn, name: fn.name ?? defaultName(description, key) }
    const literal = withLiteralNames(named, key)
    return { ...tracedFunction(literal, key, description.service, limits), givenName: named.name }
  })
}

function tracedFunction(
  fn: LiteralFunction,
  key: string,
  defaultService: string,
  limits: Required<FunctionLimits>,
): Omit<TracedFunction, 'givenName'> {
  const { name, service = defaultService, actions = [name] } = fn
  return {
    key,
    name,
    logGroup: fn.logGroup ?? `/aws/lambda/${name}`,
    service,
    actions,
    triggers: fn.triggers,
    isAwaited: fn.p99Ms !== undefined,
    limits: limitsOf(fn, limits),
  }
}

function limitsOf(
  fn: FunctionDescription,
  defaults: Required<FunctionLimits>,
): Required<FunctionLimits> {
  return {
    faultRate: fn.faultRate ?? defaults.faultRate,
    leastFaults: fn.leastFaults ?? defaults.leastFaults,
    leastThrottles: fn.leastThrottles ?? defaults.leastThrottles,
    p99Ms: fn.p99Ms ?? defaults.p99Ms,
    leastRequests: fn.leastRequests ?? defaults.leastRequests,
    queueAgeSeconds: fn.queueAgeSeconds ?? defaults.queueAgeSeconds,
    iteratorAgeSeconds: fn.iteratorAgeSeconds ?? defaults.iteratorAgeSeconds,
  }
}

/** Whether a function runs only on a schedule, so that each failure counts. */
export function isJob({ triggers = [] }: TracedFunction): boolean {
  return triggers.length > 0 && triggers.every((trigger) => trigger === 'schedule')
}

/** Returns the actions of a function whose duration somebody waits for. */
export function apiActionsOf({ actions, triggers, isAwaited }: TracedFunction): readonly string[] {
  if (isAwaited) return actions
  if (triggers === undefined) return actions.filter(isRoute)
  if (!triggers.includes('http')) return []
  return triggers.length === 1 ? actions : actions.filter(isRoute)
}

/** Whether an action is a method and a pattern, `GET /orders/{id}`, or a field: `Query.order`. */
function isRoute(action: string): boolean {
  return /^([A-Z]+ \/|[A-Z]\w*\.\w+$)/.test(action)
}

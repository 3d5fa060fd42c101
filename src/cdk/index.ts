import { Annotations, Aspects, CfnResource, Lazy, Stack } from 'aws-cdk-lib'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import type { ILogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct, type IConstruct } from 'constructs'
import { namesEnvironment, sharedEnvironment } from '../cloudformation/function-environment.ts'
import {
  type FrontendDescription,
  type FunctionDescription,
  resourcesBeside,
  type ServiceDescription,
  serviceResources,
} from '../cloudformation/index.ts'
import { actionsInTemplate } from '../cloudformation/template-actions.ts'
import { triggersInTemplate } from '../cloudformation/template-triggers.ts'
import { functionKey } from './function-key.ts'
import { withStackIds } from './references.ts'
import { resourcesOfStack } from './stack-resources.ts'
import { functionBehind, logGroupOf, traceFunction } from './traced-function.ts'

/** The options of a function: the names that its records have, and its limits. */
export interface HoptraceFunctionOptions extends Omit<FunctionDescription, 'name' | 'logGroup'> {}

/** A function with options. */
export interface HoptraceFunction extends HoptraceFunctionOptions {
  /** The function. */
  readonly function: IFunction
}

/** A frontend that writes its records to a log group of the same account and region. */
export interface HoptraceFrontend extends Omit<FrontendDescription, 'logGroup'> {
  /** The log group, or its name. */
  readonly logGroup: ILogGroup | string
}

/** The service that is traced, its functions, and the parts that it gets. `false` leaves a part out. */
export interface HoptraceProps
  extends Omit<ServiceDescription, 'functions' | 'frontend' | 'logGroups' | 'retention'> {
  /**
   * The functions of the service. `addFunction` adds others.
   * @default none
   */
  readonly functions?: readonly (IFunction | HoptraceFunction)[]
  /**
   * The frontend, if its records are in the same account.
   * @default none
   */
  readonly frontend?: HoptraceFrontend
  /**
   * The version of the service, which its records get.
   * @default none
   */
  readonly version?: string
}

const TRACED_BY = new WeakMap<IConstruct, Hoptrace>()

/**
 * Makes the functions of a CDK app observable: their environment, X-Ray tracing with its permissions,
 * saved queries, alarms, notifications and a dashboard.
 *
 * @example
 * import { App, Stack } from 'aws-cdk-lib'
 * import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda'
 * import { Hoptrace } from 'hoptrace/cdk'
 *
 * export const stack = new Stack(new App(), 'Shop')
 * const orders = new Function(stack, 'Orders', {
 *   runtime: Runtime.NODEJS_LATEST,
 *   handler: 'index.handler',
 *   code: Code.fromInline('exports.handler = async () => 1'),
 * })
 *
 * export const tracing = new Hoptrace(stack, 'Hoptrace', {
 *   service: 'shop',
 *   stage: 'prod',
 *   functions: [orders],
 *   notify: { email: ['oncall@example.com'] },
 * })
 */
export class Hoptrace extends Construct {
  readonly #props: HoptraceProps
  readonly #functions = new Map<string, HoptraceFunction>()
  #isBuilt = false

  /**
   * Returns the construct that traces a function.
   * @param fn a function, or an alias or a version of one
   * @returns `undefined` if no construct traces the function
   */
  static of(fn: IFunction): Hoptrace | undefined {
    return TRACED_BY.get(functionBehind(fn))
  }

  /**
   * Traces the functions, and checks the options.
   * @param scope the stack, or a construct in it
   * @param id the construct's id in the scope
   * @param props the service and its functions
   * @throws TypeError that names the option that is unknown, missing or has a wrong value
   */
  constructor(scope: Construct, id: string, props: HoptraceProps) {
    super(scope, id)
    this.#props = props
    serviceResources(this.#describe())
    for (const one of props.functions ?? []) {
      if ('function' in one) this.addFunction(one.function, one)
      else this.addFunction(one)
    }
    // Names, routes and functions are known when the app is synthesized.
    Aspects.of(this).add({ visit: (node) => node === this && this.#build() })
  }

  /**
   * Adds a function to the service.
   * @param fn the function, or an alias or a version of it
   * @param options the names that its records have, and its limits
   * @returns this construct
   * @throws TypeError that names the option that is unknown or has a wrong value
   * @throws Error if the function is traced already
   */
  addFunction(fn: IFunction, options: HoptraceFunctionOptions = {}): this {
    const target = functionBehind(fn)
    if (TRACED_BY.has(target))
      throw new Error(
        `hoptrace: ${fn.node.path} is traced already, by ${TRACED_BY.get(target)?.node.path}`,
      )
    const key = functionKey(target, this.#functions)
    const added = { ...options, function: target }
    serviceResources(this.#describe([[key, added]]))
    this.#functions.set(key, added)
    TRACED_BY.set(target, this)
    const { service, version } = this.#props
    traceFunction(target, {
      ...sharedEnvironment(this.#props),
      ...namesEnvironment(options, service),
      ...(version !== undefined && { HOPTRACE_VERSION: version }),
    })
    return this
  }

  #describe(described: Iterable<[string, HoptraceFunction]> = this.#functions): ServiceDescription {
    const { functions: _functions, version: _version, frontend, ...options } = this.#props
    return {
      ...options,
      // Lambda, or the app, creates them.
      logGroups: false,
      functions: Object.fromEntries(
        [...described].map(([key, { function: fn, ...others }]) => [
          key,
          { ...others, name: this.#nameOf(fn), ...logGroupOf(fn) },
        ]),
      ),
      ...(frontend && { frontend: { ...frontend, logGroup: nameOf(frontend.logGroup) } }),
    }
  }

  /** Returns a function's name. A reference to another stack's function stays a token. */
  #nameOf(fn: IFunction): string | object {
    const stack = Stack.of(this)
    return Stack.of(fn) === stack ? stack.resolve(fn.functionName) : fn.functionName
  }

  #build(): void {
    if (this.#isBuilt) return
    this.#isBuilt = true
    const stack = Stack.of(this)
    const { resources, notices } = resourcesBeside(
      resourcesOfStack(stack),
      this.#withSources(this.#describe()),
    )
    notices.forEach((notice, index) => {
      Annotations.of(this).addWarningV2(`hoptrace:notice${index}`, notice)
    })
    const elements = new Map<string, CfnResource>()
    const idOf = (id: string): string | undefined => {
      const element = elements.get(id)
      return element && stack.resolve(stack.getLogicalId(element))
    }
    for (const [id, { Type, Properties, ...attributes }] of Object.entries(resources)) {
      const properties = Object.entries(Properties).map(([name, value]) => [
        name,
        Lazy.any({ produce: () => withStackIds(value, idOf) }),
      ])
      const element = new CfnResource(this, id, {
        type: Type,
        properties: Object.fromEntries(properties),
      })
      for (const [name, value] of Object.entries(attributes)) element.addOverride(name, value)
      elements.set(id, element)
    }
  }

  /** Adds the routes and the triggers that functions have in their stacks. */
  #withSources(description: ServiceDescription): ServiceDescription {
    const sourcesOf = new Map<Stack, Sources>()
    const functions = [...this.#functions].map(([key, { function: fn }]) => {
      const stack = Stack.of(fn)
      const { actions, triggers } = sourcesOf.get(stack) ?? sourcesIn(stack)
      sourcesOf.set(stack, { actions, triggers })
      const { defaultChild } = fn.node
      const id = CfnResource.isCfnResource(defaultChild) && stack.resolve(defaultChild.logicalId)
      const found = { actions: actions[String(id)], triggers: triggers[String(id)] }
      return [key, { ...withoutUndefined(found), ...description.functions[key] }]
    })
    return { ...description, functions: Object.fromEntries(functions) }
  }
}

interface Sources {
  readonly actions: ReturnType<typeof actionsInTemplate>
  readonly triggers: ReturnType<typeof triggersInTemplate>
}

function sourcesIn(stack: Stack): Sources {
  const resources = resourcesOfStack(stack)
  return { actions: actionsInTemplate(resources), triggers: triggersInTemplate(resources) }
}

function withoutUndefined(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

function nameOf(logGroup: ILogGroup | string): string {
  return typeof logGroup === 'string' ? logGroup : logGroup.logGroupName
}

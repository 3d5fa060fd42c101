import type { FunctionDescription, Resource, ServiceDescription } from '../cloudformation/index.ts'

/** The parts of the Serverless Framework 3 and 4 and of osls that the plugin uses. */
export interface Serverless {
  readonly serviceDir?: string
  readonly service: Service
  readonly classes: { readonly Error: new (message: string, code: string) => Error }
  getProvider(name: 'aws'): { getStage(): string; getRegion(): string }
}

/** A service as serverless.yml describes it, with its variables resolved. */
export interface Service {
  readonly service: string
  readonly custom?: { readonly hoptrace?: PluginOptions }
  readonly provider: Provider
  readonly functions?: Readonly<Record<string, FunctionConfiguration>>
  readonly resources?: {
    readonly Resources?: ConfiguredResources
    /** Changes of resources that the framework adds to the template. */
    readonly extensions?: ConfiguredResources
  }
}

/** Resources of serverless.yml, which may change a part of a resource. */
export type ConfiguredResources = Record<string, Partial<Resource>>

interface LogSettings {
  /** The log group of a function, if it is not the one that Lambda names. */
  readonly logGroup?: string
}

interface Provider {
  readonly name: string
  readonly tracing?: { readonly lambda?: unknown }
  readonly iam?: { readonly role?: unknown }
  readonly role?: unknown
  readonly logs?: { readonly lambda?: LogSettings }
  environment?: Record<string, unknown>
  readonly httpApi?: { readonly authorizers?: Readonly<Record<string, unknown>> }
  /** The template that is deployed. It exists while the service is packaged. */
  readonly compiledCloudFormationTemplate: { readonly Resources: Record<string, Resource> }
}

/** A function as serverless.yml describes it. The framework adds its name. */
export interface FunctionConfiguration {
  readonly name: string
  readonly disableLogs?: boolean
  readonly url?: unknown
  readonly role?: unknown
  readonly iamRoleStatements?: unknown
  readonly logs?: LogSettings
  tracing?: unknown
  readonly events?: readonly Readonly<Record<string, unknown>>[]
  environment?: Record<string, unknown>
}

/**
 * The options under `custom.hoptrace`: those of `serviceResources`, except what serverless.yml itself
 * says of the service.
 *
 * @example
 * import type { PluginOptions } from 'hoptrace/serverless'
 *
 * const hoptrace: PluginOptions = {
 *   functions: { orders: { actions: ['orders:get'], p99Ms: 500 } },
 *   notify: { email: ['oncall@example.com'] },
 * }
 *
 * // A serverless.ts file.
 * export default {
 *   service: 'shop',
 *   plugins: ['hoptrace/serverless'],
 *   provider: { name: 'aws', runtime: 'nodejs24.x' },
 *   functions: { orders: { handler: 'orders.handler' } },
 *   custom: { hoptrace },
 * }
 */
export interface PluginOptions
  extends Omit<ServiceDescription, 'service' | 'stage' | 'functions' | 'logGroups'> {
  /** Options of the functions, by their keys in serverless.yml. */
  readonly functions?: Readonly<Record<string, FunctionOptions>>
}

/** What `custom.hoptrace` says of a function. serverless.yml itself has its name and its log group. */
export type FunctionOptions = Omit<FunctionDescription, 'name' | 'logGroup'>

/** The framework's tools to write to the terminal. */
export interface Utils {
  readonly log: { notice(text: string): void; warning(text: string): void }
  writeText(text: string): void
}

/** Writes a notice to the terminal. */
export type Reporter = (text: string) => void

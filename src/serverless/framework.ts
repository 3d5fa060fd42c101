import type { FunctionDescription, Resource, ServiceDescription } from '../cloudformation/index.ts'

/** What the plugin uses of the Serverless Framework 3 and 4 and of osls. */
export interface Serverless {
  readonly serviceDir?: string
  readonly service: Service
  readonly classes: { readonly Error: new (message: string, code: string) => Error }
  getProvider(name: 'aws'): { getStage(): string; getRegion(): string }
}

/** A service as it stands in serverless.yml, with its variables resolved. */
export interface Service {
  readonly service: string
  readonly custom?: { readonly hoptrace?: PluginOptions }
  readonly provider: Provider
  readonly functions?: Readonly<Record<string, FunctionConfiguration>>
  readonly resources?: { readonly Resources?: Readonly<Record<string, Partial<Resource>>> }
}

interface Provider {
  readonly name: string
  readonly role?: unknown
  readonly iam?: { readonly role?: unknown }
  tracing?: { lambda?: unknown }
  environment?: Record<string, unknown>
  /** The template that is deployed, while a service is packaged. */
  readonly compiledCloudFormationTemplate: { readonly Resources: Record<string, Resource> }
}

/** A function as it stands in serverless.yml; the framework has filled in its name. */
export interface FunctionConfiguration {
  readonly name: string
  readonly role?: unknown
  readonly disableLogs?: boolean
  readonly tracing?: unknown
  readonly events?: readonly Readonly<Record<string, unknown>>[]
  environment?: Record<string, unknown>
}

/** What `custom.hoptrace` may hold: a service's description, but for what serverless.yml says itself. */
export interface PluginOptions
  extends Omit<ServiceDescription, 'service' | 'stage' | 'functions' | 'logGroups'> {
  readonly functions?: Readonly<Record<string, Omit<FunctionDescription, 'name'>>>
}

/** What the framework gives to plugins to write with. */
export interface Utils {
  readonly log: { notice(text: string): void; warning(text: string): void }
  writeText(text: string): void
}

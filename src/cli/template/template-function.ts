import type { Resource } from '../../cloudformation/index.ts'
import type { Template } from './template-file.ts'

type Members = Readonly<Record<string, unknown>>

const SAM = 'AWS::Serverless::Function'
const TYPES = ['AWS::Lambda::Function', SAM]

/** A function of a template. */
export interface TemplateFunction {
  /** The logical id. */
  readonly id: string
  readonly isSam: boolean
  /** The properties, with what SAM's globals add. */
  readonly properties: Members
  /** The variables of its environment; `undefined` if a function of CloudFormation computes them. */
  readonly variables: Members | undefined
  /** Whether a condition decides if the function exists. */
  readonly isConditional: boolean
}

/** Returns the functions of a template. */
export function functionsOf({ Resources, Globals }: Template): TemplateFunction[] {
  return Object.entries(Resources)
    .filter(([, resource]) => TYPES.includes(resource?.Type))
    .map(([id, resource]) => {
      const isSam = resource.Type === SAM
      return functionOf(id, resource, isSam ? (Globals?.Function ?? {}) : {})
    })
}

/** Returns why hoptrace can't run in a function, or `undefined` if it can. */
export function foreignReason({
  properties,
}: Pick<TemplateFunction, 'properties'>): string | undefined {
  const { Runtime, PackageType, InlineCode, Code } = properties
  if (PackageType === 'Image') return 'it is an image'
  if (InlineCode !== undefined || Object.hasOwn(Object(Code), 'ZipFile'))
    return 'its code is inline'
  if (typeof Runtime === 'string' && !Runtime.startsWith('nodejs')) return `it runs ${Runtime}`
  return undefined
}

function functionOf(id: string, resource: Resource, globals: Members): TemplateFunction {
  const { Type, Properties } = resource
  const own: Members = Properties ?? {}
  const [shared, variables] = [globals, own].map(({ Environment = {} }) => variablesIn(Environment))
  return {
    id,
    isSam: Type === SAM,
    properties: { ...globals, ...own },
    variables: shared && variables && { ...shared, ...variables },
    isConditional: 'Condition' in resource,
  }
}

function variablesIn(environment: unknown): Members | undefined {
  const { Variables = {} } = Object(environment) as { Variables?: unknown }
  const names = Object.keys(Object(environment)).concat(Object.keys(Object(Variables)))
  return names.some(isIntrinsic) ? undefined : (Variables as Members)
}

function isIntrinsic(name: string): boolean {
  return name === 'Ref' || name.startsWith('Fn::')
}

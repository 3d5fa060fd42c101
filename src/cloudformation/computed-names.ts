import type {
  Computed,
  FrontendDescription,
  FunctionDescription,
  ServiceDescription,
} from './service-description.ts'
import type { Resources } from './template.ts'

/** A name of the description, as it stands in resources until `withComputedNames` replaces it. */
interface ComputedName {
  readonly marker: string
  readonly value: string | Computed
}

/** A text of `Fn::Sub`, and its variables. */
interface Substitution {
  readonly text: string
  readonly variables: Readonly<Record<string, unknown>>
}

const CDK_TOKEN = /\$\{Token\[[^\]]+\]\}/

/** Whether CloudFormation computes a value: `{ Ref: 'Orders' }`, or a token of the CDK. */
export function isComputed(value: unknown): value is string | Computed {
  if (typeof value === 'string') return CDK_TOKEN.test(value)
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A function whose names are literal texts. */
export interface LiteralFunction extends FunctionDescription {
  readonly name: string
  readonly logGroup?: string
}

/** Stand for names that may be computed. They have characters that no link or id encodes. */
const MARKERS = {
  name: (key: string) => `__${key}__`,
  logGroup: (key: string) => `logs.__${key}__`,
  frontend: 'frontend.__logs__',
} as const

/**
 * Returns a function with literal names. What CloudFormation computes is a marker, which has the form of a
 * name, and gives resources ids that don't change with the other functions.
 * @param key the function in the description
 */
export function withLiteralNames(
  { name, logGroup, ...others }: FunctionDescription & { readonly name: string | Computed },
  key: string,
): LiteralFunction {
  return {
    ...others,
    name: isComputed(name) ? MARKERS.name(key) : name,
    ...(logGroup !== undefined && {
      logGroup: isComputed(logGroup) ? MARKERS.logGroup(key) : logGroup,
    }),
  }
}

/** Returns the name of the frontend's log group, or the marker of a computed one. */
export function literalFrontend({ logGroup }: FrontendDescription): string {
  return isComputed(logGroup) ? MARKERS.frontend : logGroup
}

/** Returns the resources with computed names instead of markers. */
export function withComputedNames(
  resources: Resources,
  { functions, frontend }: ServiceDescription,
): Resources {
  const names = [
    ...Object.entries(functions).flatMap(([key, { name, logGroup }]) => [
      { marker: MARKERS.name(key), value: name },
      { marker: MARKERS.logGroup(key), value: logGroup },
    ]),
    { marker: MARKERS.frontend, value: frontend?.logGroup },
  ].filter((name): name is ComputedName => isComputed(name.value))
  return names.length === 0 ? resources : (replaceIn(resources, names) as Resources)
}

function replaceIn(value: unknown, names: readonly ComputedName[]): unknown {
  if (typeof value === 'string') return replaceInText(value, names)
  if (Array.isArray(value)) return value.map((item) => replaceIn(item, names))
  if (!isPlainObject(value)) return value
  const { 'Fn::Sub': given } = value
  if (given !== undefined) return replaceInSub(given, names)
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replaceIn(one, names)]))
}

function replaceInText(text: string, names: readonly ComputedName[]): unknown {
  const whole = names.find(({ marker }) => marker === text)
  if (whole !== undefined) return whole.value
  const escaped = text.replaceAll('${', '${!')
  const { text: replaced, variables } = substitute(escaped, names)
  return replaced === escaped ? text : subWith(replaced, variables)
}

function replaceInSub(given: unknown, names: readonly ComputedName[]): unknown {
  const [text, own = {}] = [given].flat() as [string, object?]
  const { text: replaced, variables } = substitute(text, names)
  return subWith(replaced, { ...(replaceIn(own, names) as object), ...variables })
}

function subWith(text: string, variables: object): object {
  return { 'Fn::Sub': Object.keys(variables).length === 0 ? text : [text, variables] }
}

/** Replaces the markers in a text of `Fn::Sub`. */
function substitute(given: string, names: readonly ComputedName[]): Substitution {
  const variables: Record<string, unknown> = {}
  let text = given
  // A marker may contain a shorter one.
  const longestFirst = names.toSorted((a, b) => b.marker.length - a.marker.length)
  for (const name of longestFirst) {
    if (!text.includes(name.marker)) continue
    const variable = `Name${names.indexOf(name)}`
    const reference = referenceIn(name.value)
    if (reference === undefined) variables[variable] = name.value
    text = text.replaceAll(name.marker, reference ?? `\${${variable}}`)
  }
  return { text, variables }
}

/** Returns what stands for a value in a text of `Fn::Sub`, unless the value needs a variable. */
function referenceIn(value: string | Computed): string | undefined {
  if (!isPlainObject(value)) return undefined
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = value
  if (typeof Ref === 'string') return `\${${Ref}}`
  if (attribute !== undefined) return `\${${[attribute].flat().join('.')}}`
  return typeof text === 'string' ? text : undefined
}

/** Objects of classes are tokens, which stay as they are. */
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    Object.prototype.toString.call(value) === '[object Object]' &&
    Object.getPrototypeOf(value) === Object.prototype
  )
}

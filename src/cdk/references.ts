type Members = Readonly<Record<string, unknown>>

/** Returns the logical id that a resource has in the stack, or `undefined` for another's id. */
export type IdLookup = (id: string) => string | undefined

/**
 * Returns a value whose references to resources have the logical ids of the stack.
 * @param value properties of a resource. Tokens of the CDK stay as they are.
 */
export function withStackIds(value: unknown, idOf: IdLookup): unknown {
  if (Array.isArray(value)) return value.map((item) => withStackIds(item, idOf))
  if (!isPlainObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      REFERENCES[key]?.(one, idOf) ?? withStackIds(one, idOf),
    ]),
  )
}

/** How a function of CloudFormation names resources. */
const REFERENCES: Readonly<Record<string, (value: unknown, idOf: IdLookup) => unknown>> = {
  Ref: (id, idOf) => idOf(String(id)),
  'Fn::GetAtt': (attribute, idOf) => {
    const [id = '', ...names] = [attribute].flat().join('.').split('.')
    return [idOf(id) ?? id, names.join('.')]
  },
  'Fn::Sub': (given, idOf) => {
    const [text, ...variables] = [given].flat()
    const replaced = String(text).replace(
      /\$\{(\w+)/g,
      (found, id: string) => `\${${idOf(id) ?? found.slice(2)}`,
    )
    return variables.length === 0
      ? replaced
      : [replaced, ...variables.map((one) => withStackIds(one, idOf))]
  },
}

function isPlainObject(value: unknown): value is Members {
  return Object(value) === value && Object.getPrototypeOf(value) === Object.prototype
}

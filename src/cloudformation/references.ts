/** Returns the logical ids that a value refers to, by `Ref`, `Fn::GetAtt`, `Fn::Sub` or in values within it. */
export function idsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = value as Record<string, unknown>
  if (typeof Ref === 'string') return [Ref]
  if (attribute !== undefined) return String([attribute].flat()[0]).split('.').slice(0, 1)
  const names = String([text].flat()[0]).match(/(?<=\$\{)[^!}.]+/g) ?? []
  return [...names, ...Object.values(value).flatMap(idsIn)]
}

/**
 * Returns the logical id of the one resource that a value refers to, also within `Fn::Join`; `undefined`
 * for any other value.
 */
export function targetOf(value: unknown): string | undefined {
  const [id, ...others] = new Set(idsIn(value).filter((name) => !name.startsWith('AWS::')))
  return others.length === 0 ? id : undefined
}

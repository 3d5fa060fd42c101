/** A value of an attribute in OTLP's JSON. */
export type AnyValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly doubleValue: number }
  | { readonly arrayValue: { readonly values: readonly AnyValue[] } }
  | { readonly kvlistValue: { readonly values: readonly KeyValue[] } }

/** An attribute in OTLP's JSON. */
export interface KeyValue {
  readonly key: string
  readonly value: AnyValue
}

/** Returns attributes in OTLP's form, without those that have no value. */
export function attributesOf(values: Readonly<Record<string, unknown>>): KeyValue[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === undefined || value === null ? [] : [{ key, value: anyValue(value) }],
  )
}

/** Returns a value that was parsed from JSON in OTLP's form. */
export function anyValue(value: unknown): AnyValue {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number')
    // Integers of 64 bits are texts: JSON's numbers have fewer digits.
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } }
  if (typeof value === 'object' && value !== null)
    return { kvlistValue: { values: attributesOf(value as Record<string, unknown>) } }
  return { stringValue: String(value) }
}

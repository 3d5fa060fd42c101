import { type Fields, fieldsOf, type Wrapped } from './wrapped.ts'

/** OTLP as JSON: each record becomes one object with its attributes. */
export function openTelemetry({ resourceLogs }: Fields): Wrapped[] | undefined {
  if (!Array.isArray(resourceLogs)) return undefined
  return resourceLogs.flatMap((resource) => {
    const { scopeLogs, resource: about } = fieldsOf(resource) ?? {}
    const service = attributesOf(fieldsOf(about)?.attributes)['service.name']
    return items(scopeLogs).flatMap((scope) =>
      items(fieldsOf(scope)?.logRecords).flatMap((item) => {
        const { attributes, body, ...record } = fieldsOf(item) ?? {}
        const message = anyValue(body)
        return [{ content: { ...attributesOf(attributes), service, ...record, message } }]
      }),
    )
  })
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function attributesOf(value: unknown): Record<string, unknown> {
  return Object.fromEntries(
    items(value).map((item) => {
      const { key, value: one } = fieldsOf(item) ?? {}
      return [String(key), anyValue(one)]
    }),
  )
}

/** `{"stringValue":"stored"}`, or with another type. */
function anyValue(value: unknown): unknown {
  const [one] = Object.values(fieldsOf(value) ?? {})
  return one
}

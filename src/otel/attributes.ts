import type { Attributes } from '@opentelemetry/api'
import { callPath } from '../core/calls/call-path.ts'
import { BoundedCache } from '../core/lib/bounded-cache.ts'

/**
 * The attributes whose texts are written. Others may be prompts, answers, statements, keys or addresses
 * with a query: of those only numbers and switches are written.
 */
const TEXTS =
  /^(?:db\.(?:system(?:\.name)?|operation(?:\.name)?|collection\.name|namespace|name)|server\.address|net\.peer\.name|http\.(?:route|(?:request\.)?method)|next\.(?:route|page|span_type)|gen_ai\.(?:operation\.name|provider\.name|system|(?:request|response)\.model|agent\.name|tool\.name)|graphql\.operation\.(?:name|type)|messaging\.(?:system(?:\.name)?|operation(?:\.(?:name|type))?|destination\.name)|rpc\.(?:system(?:\.name)?|service|method)|error\.type)$/
const LISTS = /^gen_ai\.response\.finish_reasons$/

const isText = new BoundedCache<boolean>()

/**
 * Returns the attributes that are written, and the host and path of a URL among them. If all are written,
 * that is the same object.
 */
export function metadataOf(attributes: Attributes): Readonly<Record<string, unknown>> {
  const names = Object.keys(attributes)
  if (names.every((name) => isWritten(name, attributes[name]))) return attributes
  const metadata: Record<string, unknown> = {}
  for (const name of names) if (isWritten(name, attributes[name])) metadata[name] = attributes[name]
  const url = attributes['url.full'] ?? attributes['http.url']
  if (typeof url !== 'string' || !URL.canParse(url)) return metadata
  const { host, hostname, pathname } = new URL(url)
  return { ...metadata, host, path: callPath(hostname, pathname, '') }
}

function isWritten(name: string, value: unknown): boolean {
  if (typeof value === 'number' || typeof value === 'boolean') return true
  if (typeof value !== 'string') return LISTS.test(name)
  return isText.get(name) ?? isText.add(name, TEXTS.test(name))
}

/** Returns the first of these attributes that is a text. */
export function textIn(attributes: Attributes, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = attributes[name]
    if (typeof value === 'string' && value !== '') return value
  }
  return undefined
}

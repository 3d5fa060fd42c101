import type { Attributes } from '@opentelemetry/api'
import { callPath } from '../core/calls/call-path.ts'
import type { Metadata } from '../core/record.ts'

/**
 * The attributes whose texts are written. Others may be prompts, answers, statements, keys or addresses
 * with a query: of those only numbers and switches are written.
 */
const TEXTS =
  /^(?:db\.(?:system(?:\.name)?|operation(?:\.name)?|collection\.name|namespace|name)|server\.address|net\.peer\.name|http\.(?:route|(?:request\.)?method)|next\.(?:route|page|span_type)|gen_ai\.(?:operation\.name|provider\.name|system|(?:request|response)\.model|agent\.name|tool\.name)|graphql\.operation\.(?:name|type)|messaging\.(?:system(?:\.name)?|operation(?:\.(?:name|type))?|destination\.name)|rpc\.(?:system(?:\.name)?|service|method)|error\.type)$/
const LISTS = /^gen_ai\.response\.finish_reasons$/

/** Returns the attributes that are written, and the host and path of a URL among them. */
export function metadataOf(attributes: Attributes): Metadata {
  const metadata: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(attributes)) {
    if (isWritten(name, value)) metadata[name] = value
  }
  const url = String(attributes['url.full'] ?? attributes['http.url'] ?? '')
  if (!URL.canParse(url)) return metadata
  const { host, hostname, pathname } = new URL(url)
  return { ...metadata, host, path: callPath(hostname, pathname, '') }
}

function isWritten(name: string, value: unknown): boolean {
  if (typeof value === 'number' || typeof value === 'boolean') return true
  return typeof value === 'string' ? TEXTS.test(name) : LISTS.test(name)
}

/** Returns the first of these attributes that is a text. */
export function textIn(attributes: Attributes, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = attributes[name]
    if (typeof value === 'string' && value !== '') return value
  }
  return undefined
}

import type { Resources } from '../../cloudformation/index.ts'
import { escapeJson } from '../format-json.ts'

/** Bytes of a template that a request to CloudFormation may contain. */
const MOST_BYTES_IN_REQUEST = 51_200

/** Formats a template with a line for each resource, since CloudFormation counts spaces too. */
export function formatTemplate({
  Resources,
  ...others
}: {
  readonly Resources: Resources
  readonly [name: string]: unknown
}): string {
  const head = Object.entries(others).map(([name, value]) => member(name, value))
  const resources = Object.entries(Resources).map(([id, one]) => member(id, one))
  return escapeJson(
    `{\n${[...head, `"Resources":{\n${resources.join(',\n')}\n}`].join(',\n')}\n}\n`,
  )
}

function member(name: string, value: unknown): string {
  return `${JSON.stringify(name)}:${JSON.stringify(value)}`
}

/** Returns what to do with a template that is too large for a request; `undefined` for others. */
export function largeTemplate(text: string): string | undefined {
  const bytes = Buffer.byteLength(text)
  if (bytes <= MOST_BYTES_IN_REQUEST) return undefined
  const limit = `CloudFormation takes ${MOST_BYTES_IN_REQUEST} in a request`
  return `The template has ${bytes} bytes, and ${limit}: upload it, and deploy it by its address (aws cloudformation deploy --s3-bucket)`
}

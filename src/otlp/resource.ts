import { environment } from '../core/platform/environment.ts'
import { attributesOf } from './any-value.ts'

/** Who wrote a span. */
export interface Writer {
  readonly service: string
  readonly version?: string | undefined
  readonly stage?: string | undefined
  readonly functionName?: string | undefined
}

/** Returns a function that gives a writer's resource as OTLP's JSON. */
export function createResources(): (writer: Writer) => string {
  const service = environment('OTEL_SERVICE_NAME')
  const given = parsePairs(environment('OTEL_RESOURCE_ATTRIBUTES') ?? '')
  const region = environment('AWS_REGION')
  return ({ service: own, version, stage, functionName }) => {
    const attributes = attributesOf({
      'service.name': own,
      'service.version': version,
      'deployment.environment.name': stage,
      ...(functionName !== undefined && {
        'faas.name': functionName,
        'cloud.provider': 'aws',
        'cloud.platform': 'aws_lambda',
        'cloud.region': region,
      }),
      'telemetry.sdk.name': 'hoptrace',
      'telemetry.sdk.language': 'nodejs',
      ...given,
      ...(service !== undefined && { 'service.name': service }),
    })
    return JSON.stringify({ attributes })
  }
}

/** Parses `name=value,name=value`, percent-encoded. Parts that are malformed are left out. */
export function parsePairs(text: string): Readonly<Record<string, string>> {
  const pairs: Record<string, string> = {}
  for (const part of text.split(',')) {
    const at = part.indexOf('=')
    const name = part.slice(0, Math.max(at, 0)).trim()
    if (name !== '') pairs[name] = decoded(part.slice(at + 1).trim())
  }
  return pairs
}

/** Decodes a percent-encoded text. A malformed one is returned as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

import type { Attributes } from '@opentelemetry/api'
import { BoundedCache } from '../core/lib/bounded-cache.ts'
import { callStep, hopStep, type Step } from '../core/trace/step.ts'
import { textIn } from './attributes.ts'

/** The kinds of spans that leave the process: `client` and `producer`, in OpenTelemetry's numbers. */
export function isCallKind(kind: number | undefined): boolean {
  return kind === 2 || kind === 3
}

const hops = new BoundedCache<Step>()

/** Returns the step that a span is. Names are known at its end: libraries set attributes late. */
export function stepOf(
  scope: string,
  name: string,
  kind: number | undefined,
  attributes: Attributes,
): Step {
  if (attributes['next.fetch.cache_status'] === 'hit') return hopStep('fetch-cache')
  if (!isCallKind(kind)) return hops.get(name) ?? hops.add(name, hopStep(name))
  const text = (...names: string[]) => textIn(attributes, ...names)
  const database = text('db.system.name', 'db.system')
  if (database !== undefined) return callStep(database, databaseOperation(name, attributes))
  const model = text('gen_ai.provider.name', 'gen_ai.system')
  if (model !== undefined) return callStep(model, text('gen_ai.operation.name') ?? 'chat')
  const method = text('http.request.method', 'http.method')
  if (method !== undefined) return callStep('http', method.toLowerCase())
  const queue = text('messaging.system.name', 'messaging.system')
  const operation = text('messaging.operation.type', 'messaging.operation.name', 'rpc.method')
  return callStep(queue ?? text('rpc.service') ?? shortScope(scope), operation ?? name)
}

const VERB =
  /(?:^|[\s:.])(select|insert|update|delete|with|begin|commit|rollback|create|alter|drop|truncate|merge|call|connect)\b/i

/** Returns what a statement does, such as `select`. Operations are metric dimensions, so the statement is none. */
function databaseOperation(name: string, attributes: Attributes): string {
  const given = textIn(attributes, 'db.operation.name', 'db.operation')
  const statement = textIn(attributes, 'db.query.text', 'db.statement') ?? ''
  const [, verb] = VERB.exec(name) ?? VERB.exec(statement.trimStart().slice(0, 20)) ?? []
  return (given ?? verb ?? 'query').toLowerCase()
}

function shortScope(scope: string): string {
  return scope.replace(/^@opentelemetry\/instrumentation-/, '') || 'otel'
}

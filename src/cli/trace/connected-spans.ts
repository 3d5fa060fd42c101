import type { RequestRecord } from '../../lines/record.ts'

/** A request or a step, with all that was written of it. */
export interface Span {
  readonly id: string
  readonly parentId: string | undefined
  readonly records: readonly RequestRecord[]
  /** Whether it is a request, and not a step within one. */
  readonly isRequest: boolean
}

/**
 * Returns the spans of records, those together that are connected by their parents. A request of one
 * tenant isn't connected with that of another tenant.
 */
export function connectedSpans(records: readonly RequestRecord[]): Span[][] {
  const spans = spansOf(records)
  const tenants = new Tenants(spans)
  const roots = new Map<Span, Span>()
  const rootOf = (span: Span): Span => {
    let root = span
    for (let next = roots.get(root); next !== undefined; next = roots.get(root)) root = next
    if (root !== span) roots.set(span, root)
    return root
  }
  for (const span of spans.values()) {
    const parent = parentOf(span, spans)
    if (parent === undefined || tenants.differ(span, parent)) continue
    const [own, other] = [rootOf(span), rootOf(parent)]
    if (own !== other) roots.set(own, other)
  }
  return [...Map.groupBy(spans.values(), rootOf).values()]
}

type Spans = ReadonlyMap<string, Span>

function spansOf(records: readonly RequestRecord[]): Spans {
  const spans = [...Map.groupBy(records, ({ spanId }) => spanId)].map(([id, own]) => {
    const parentId = own.find((record) => record.parentId !== undefined)?.parentId
    const isRequest = own.some(({ phase }) => phase === 'start' || phase === 'complete')
    return [id, { id, parentId, records: own, isRequest }] as const
  })
  return new Map(spans)
}

function parentOf({ parentId }: Span, spans: Spans): Span | undefined {
  return parentId === undefined ? undefined : spans.get(parentId)
}

/** The tenants of requests. A step is part of the request that contains it. */
class Tenants {
  readonly #spans: Spans
  readonly #requests = new Map<Span, Span>()
  readonly #tenants = new Map<Span, string>()

  constructor(spans: Spans) {
    this.#spans = spans
    for (const span of spans.values()) {
      const tenant = span.records.findLast(({ tenantId }) => tenantId !== undefined)?.tenantId
      if (tenant !== undefined) this.#tenants.set(this.#requestOf(span), tenant)
    }
  }

  /** Whether a span is a request of another tenant than the one that contains its parent. */
  differ(span: Span, parent: Span): boolean {
    const own = span.isRequest ? this.#tenants.get(span) : undefined
    const other = own === undefined ? undefined : this.#tenantAround(parent)
    return other !== undefined && other !== own
  }

  /** Returns the request that contains a span; the outermost span if none does. */
  #requestOf(span: Span): Span {
    const within = new Set<Span>()
    let request = span
    while (!request.isRequest && !within.has(request)) {
      within.add(request)
      const known = this.#requests.get(request) ?? parentOf(request, this.#spans)
      if (known === undefined) break
      request = known
    }
    for (const one of within) this.#requests.set(one, request)
    return request
  }

  /** Returns the tenant of the innermost request around a span that has one. */
  #tenantAround(span: Span): string | undefined {
    const seen = new Set<Span>()
    let request: Span | undefined = this.#requestOf(span)
    while (request !== undefined && !seen.has(request)) {
      const tenant = this.#tenants.get(request)
      if (tenant !== undefined) return tenant
      seen.add(request)
      const parent: Span | undefined = parentOf(request, this.#spans)
      request = parent && this.#requestOf(parent)
    }
    return undefined
  }
}

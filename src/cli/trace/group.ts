import type { Span } from './connected-spans.ts'

/** The digits of a span's id that all spans of its process have. */
const PROCESS_DIGITS = 8

/** Connected spans. */
export class Group {
  readonly spans: Span[]
  readonly #tenants: Set<string>
  /** The processes that the spans ran in. */
  readonly processes: Set<string>
  /** The processes of spans that called one of these and wrote no record. */
  readonly callers: Set<string>
  /** Whether it has more than the steps of a page, which is no request. */
  readonly hasRequest: boolean

  constructor(spans: Span[]) {
    const known = new Set(spans.map(({ id }) => id))
    const ids = spans.flatMap(({ records }) => records.flatMap(({ tenantId }) => tenantId ?? []))
    const parentIds = spans.flatMap(({ parentId }) => parentId ?? [])
    this.spans = spans
    this.#tenants = new Set(ids)
    this.processes = new Set([...known].map(processOf))
    this.callers = new Set(parentIds.filter((id) => !known.has(id)).map(processOf))
    this.hasRequest = spans.some(({ isRequest }) => isRequest)
  }

  get tenants(): string[] {
    return [...this.#tenants]
  }

  /** Whether both may be of one tenant. */
  fits(other: Group): boolean {
    const tenants = [...other.#tenants]
    return (
      this.#tenants.size === 0 ||
      tenants.length === 0 ||
      tenants.some((id) => this.#tenants.has(id))
    )
  }

  add(other: Group): void {
    this.spans.push(...other.spans)
    for (const id of other.#tenants) this.#tenants.add(id)
    for (const id of other.processes) this.processes.add(id)
    for (const id of other.callers) this.callers.add(id)
  }
}

function processOf(spanId: string): string {
  return spanId.slice(0, PROCESS_DIGITS)
}

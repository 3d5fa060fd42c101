import type { RequestRecord } from '../../lines/record.ts'
import { plural } from '../plural.ts'
import { drawTable } from '../table.ts'
import { escapeControls, type Paint } from '../terminal.ts'
import { Durations } from './durations.ts'
import type { SettledTrace } from './settled-requests.ts'

/** More actions are counted as one. Anybody can make one up. */
const MAX_ACTIONS = 200
const OTHERS = '(others)'
/** The actions with most requests are shown. */
const MAX_SHOWN = 20

interface Action {
  failed: number
  readonly durations: Durations
  requests: number
}

/** Sums up the requests that were shown. */
export class TailSummary {
  readonly #actions = new Map<string, Action>()
  #requests = 0
  #failed = 0
  #unended = 0
  #slowest: RequestRecord | undefined

  get requests(): number {
    return this.#requests
  }

  add({ records, isRunning }: SettledTrace): void {
    const request = outermostOf(records)
    // What came late of a request that was counted.
    if (request === undefined) return
    const hasFailed = request.result === 'error'
    const isEnded = request.phase === 'complete'
    this.#requests += 1
    if (hasFailed) this.#failed += 1
    if (isRunning) this.#unended += 1
    const action = this.#actionOf(request.action ?? '')
    action.requests += 1
    if (hasFailed) action.failed += 1
    if (!isEnded || request.duration === undefined) return
    action.durations.add(request.duration)
    if (request.duration > (this.#slowest?.duration ?? -1)) this.#slowest = request
  }

  #actionOf(name: string): Action {
    const isKnown = this.#actions.has(name) || this.#actions.size < MAX_ACTIONS
    const key = isKnown ? name : OTHERS
    const action = this.#actions.get(key) ?? { requests: 0, failed: 0, durations: new Durations() }
    this.#actions.set(key, action)
    return action
  }

  /** Draws it: how many requests, how many failed, the slowest one, and percentiles by action. */
  draw(paint: Paint, columns: number | undefined): string {
    const counts = [
      plural(this.#requests, 'request'),
      `${this.#failed} failed`,
      ...(this.#unended > 0 ? [`${this.#unended} not ended`] : []),
    ]
    const slowest = this.#slowest && `Slowest: ${describe(this.#slowest)}\n`
    const table = this.#requests > 0 ? `\n${drawTable(this.#table(), paint, columns)}` : ''
    return `${counts.join(', ')}\n${slowest ?? ''}${table}`
  }

  #table(): Parameters<typeof drawTable>[0] {
    const all = [...this.#actions].toSorted(([, a], [, b]) => b.requests - a.requests)
    const rows = all.slice(0, MAX_SHOWN).map(([action, { requests, failed, durations }]) => ({
      action,
      requests: String(requests),
      failed: String(failed),
      'p50 ms': durations.percentile(0.5)?.toFixed(1) ?? '',
      'p95 ms': durations.percentile(0.95)?.toFixed(1) ?? '',
    }))
    const names = ['action', 'requests', 'failed', 'p50 ms', 'p95 ms']
    return { columns: names, rows, numeric: new Set(), truncated: all.length > MAX_SHOWN }
  }
}

function describe({ duration = 0, action = '', traceId }: RequestRecord): string {
  return escapeControls(`${duration.toFixed(1)} ms, ${action}, ${traceId}`)
}

/** Returns the ending of the request that contains the others, else its start. */
function outermostOf(records: readonly RequestRecord[]): RequestRecord | undefined {
  const spans = new Set(records.map(({ spanId }) => spanId))
  const isOutermost = ({ parentId }: RequestRecord): boolean =>
    parentId === undefined || !spans.has(parentId)
  const endings = records.filter((record) => record.phase === 'complete' && isOutermost(record))
  const longest = endings.toSorted((a, b) => (b.duration ?? 0) - (a.duration ?? 0))[0]
  return longest ?? records.find((record) => record.phase === 'start' && isOutermost(record))
}

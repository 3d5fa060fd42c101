import { type CliIo, wantsColour } from '../cli-io.ts'
import { escapeJson } from '../format-json.ts'
import { traceOutput } from '../json-output.ts'
import { drawTrace } from '../live/draw-trace.ts'
import { reportsOf } from '../live/live-reports.ts'
import { LiveTraces } from '../live/live-traces.ts'
import { plural } from '../plural.ts'
import type { SourceMaps } from '../source-maps/source-maps.ts'
import { createPaint } from '../terminal.ts'
import { SettledRequests, type SettledTrace } from './settled-requests.ts'
import { TailSummary } from './tail-summary.ts'
import { TailedLines } from './tailed-lines.ts'

/** How requests are shown. */
export interface TailViewOptions {
  readonly json: boolean
  readonly isWanted: (trace: SettledTrace) => boolean
  maps(): SourceMaps
}

/** What is said of a log at the end. */
export interface Tailed {
  /** What was left out of it, besides lines and requests. */
  readonly leftOut: readonly string[]
  readonly cost?: string
}

const TICK_MS = 200
/** An update has the lines of about a second. */
const UPDATE_MS = 1_000

/** Prints the requests of a log as they end, and sums them up. */
export class TailView {
  readonly traces: LiveTraces = new LiveTraces(() => undefined)
  readonly lines: TailedLines
  readonly #io: CliIo
  readonly #options: TailViewOptions
  readonly #settled: SettledRequests
  readonly #summary = new TailSummary()
  readonly #timer: NodeJS.Timeout
  readonly #begin: number
  #lastLoss = Number.NEGATIVE_INFINITY
  #unwanted = 0
  #hasEnded = false

  constructor(io: CliIo, options: TailViewOptions) {
    this.#io = io
    this.#options = options
    this.#begin = io.now()
    const onSettled = (trace: SettledTrace): void => this.#show(trace)
    this.#settled = new SettledRequests(this.traces, { now: io.now, onSettled })
    this.lines = new TailedLines((record, text) => this.#settled.add(record, text))
    this.#timer = setInterval(() => this.#settled.tick(), TICK_MS)
  }

  /** How long it has run, in milliseconds. */
  get elapsed(): number {
    return this.#io.now() - this.#begin
  }

  /** Notes that lines were lost: requests that run may never get their endings. */
  noteLoss(): void {
    // Requests of the same update are known then.
    this.#settled.tick()
    this.#lastLoss = this.#io.now()
  }

  /**
   * Prints what is left, and the summary. Prints nothing if it has ended.
   * @param leftOut what was left out of what was read. `undefined` if nothing needs to be said of a log
   * without requests
   * @returns whether there was a request
   */
  end(leftOut?: readonly string[]): boolean {
    const { err } = this.#io
    if (this.#hasEnded) return this.#summary.requests > 0
    this.#hasEnded = true
    clearInterval(this.#timer)
    this.#settled.end()
    const hasShown = this.#summary.requests > 0
    if (!hasShown && leftOut === undefined) return false
    const paint = createPaint(wantsColour(this.#io, err))
    err.write(`\n${this.#summary.draw(paint, err.isTTY ? err.columns : undefined)}`)
    const all = [...this.#leftOut(), ...(leftOut ?? [])]
    if (all.length > 0) err.write(`Left out: ${all.join('; ')}\n`)
    return hasShown
  }

  #leftOut(): string[] {
    const { others, doubtful } = this.lines.leftOut
    return [
      ...(this.#unwanted > 0
        ? [`${plural(this.#unwanted, 'request')} that the flags exclude`]
        : []),
      ...(doubtful > 0 ? [`${plural(doubtful, 'record')} that may be forged`] : []),
      ...(others > 0 ? [`${plural(others, 'line')} without a record`] : []),
    ]
  }

  #show(trace: SettledTrace): void {
    if (!this.#options.isWanted(trace)) {
      this.#unwanted += 1
      return
    }
    this.#summary.add(trace)
    const isIncomplete = trace.isRunning && this.#lastLoss >= trace.since - UPDATE_MS
    if (this.#options.json) this.#printJson(trace, isIncomplete)
    else this.#printTree(trace, isIncomplete)
  }

  #printJson(trace: SettledTrace, isCut: boolean): void {
    const reports = reportsOf(trace, this.#options.maps())
    const traces = reports.map(({ report }) => report)
    this.#io.out.write(`${escapeJson(JSON.stringify(traceOutput({ traces, isCut })))}\n`)
  }

  #printTree(trace: SettledTrace, isIncomplete: boolean): void {
    const hasColour = wantsColour(this.#io, this.#io.out)
    const tree = drawTrace(trace, this.#options.maps, hasColour)
    const reason = isIncomplete
      ? 'Incomplete: lines of it were left out'
      : 'A request has not ended'
    const note = trace.isRunning ? `${createPaint(hasColour)('yellow', reason)}\n` : ''
    this.#io.out.write(`${tree}\n${note}`)
  }
}

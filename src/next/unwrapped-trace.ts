import type { Outcome } from '../core/outcome/outcome.ts'
import { merged } from '../core/record/metadata.ts'
import type { Metadata } from '../core/record.ts'
import type { Settings } from '../core/settings.ts'
import { RequestTrace } from '../core/trace/request-trace.ts'
import { readContext } from './begin.ts'
import { FETCH_CACHE } from './fetch-cache.ts'

/** The trace of a request that no wrapper runs: it has no records of a start and an ending. */
export class UnwrappedTrace extends RequestTrace {
  constructor(settings: Settings, headers: unknown) {
    super(settings, readContext(settings, headers), { fetchCache: FETCH_CACHE })
  }

  /** Tells the exporters of the request, whose steps will name it as their parent. */
  openSpan(): void {
    this.writer.spans?.started(this.steps.root, { phase: 'start' })
    this.leaveOpen()
  }

  /** Writes that the request failed. To the exporters, it begins and ends with that. */
  fail(message: string, { level, result, error, ...outcome }: Outcome, given: Metadata): void {
    this.writer.spans?.started(this.steps.root, { phase: 'start' })
    const metadata = merged(outcome.metadata, given)
    const draft = { message, phase: 'log', result, error, metadata, isSpanEnd: true } as const
    this.writer.write(this.steps.root, level, draft)
  }
}

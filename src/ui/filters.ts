import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { RequestSummary } from '../cli/live/request-summary.ts'
import type { Range } from './durations.ts'
import { requests } from './requests.ts'

/** Requests of an action whose durations are in a range. */
export interface ActionRange extends Range {
  readonly action: string
}

/** Whether only requests with errors are shown. */
export const onlyErrors: Signal<boolean> = signal(false)
/** The least duration of the requests that are shown, in milliseconds. */
export const slowerThan: Signal<number> = signal(0)
/** A part of the paths that are shown. */
export const path: Signal<string> = signal('')
/** The service whose requests are shown; empty for all. */
export const service: Signal<string> = signal('')
/** A text that the requests have which are shown. */
export const text: Signal<string> = signal('')
/** The bar of the durations whose requests are shown; `undefined` for all. */
export const chosenBar: Signal<ActionRange | undefined> = signal(undefined)

/** The names of all services. */
export const services: ReadonlySignal<readonly string[]> = computed(() =>
  [...new Set(requests.value.flatMap((one) => one.services))].sort(),
)

/** The requests that the filters leave, but for the bar. */
export const filtered: ReadonlySignal<readonly RequestSummary[]> = computed(() => {
  const words = text.value.toLowerCase().split(/\s+/).filter(Boolean)
  const part = path.value.toLowerCase()
  const tests: ((one: RequestSummary) => boolean)[] = []
  if (onlyErrors.value) tests.push(({ level, error }) => level !== 'info' || error !== undefined)
  if (slowerThan.value > 0) tests.push(({ duration = 0 }) => duration >= slowerThan.value)
  if (service.value) tests.push((one) => one.services.includes(service.value))
  if (part) tests.push((one) => nameOf(one).toLowerCase().includes(part))
  if (words.length > 0) tests.push((one) => words.every((word) => one.text.includes(word)))
  return requests.value.filter((one) => tests.every((test) => test(one)))
})

/** The requests that are shown. */
export const shown: ReadonlySignal<readonly RequestSummary[]> = computed(() => {
  const bar = chosenBar.value
  if (bar === undefined) return filtered.value
  return filtered.value.filter(
    ({ action, duration = -1 }) =>
      action === bar.action && duration >= bar.from && duration < bar.to,
  )
})

/** Returns what names a request in the list. */
export function nameOf({ method, path: of, action, traceId }: RequestSummary): string {
  return of ? `${method} ${of}`.trim() : action || traceId
}

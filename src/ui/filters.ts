import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { RequestSummary } from '../cli/live/request-summary.ts'
import { requests } from './requests.ts'

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

/** The names of all services. */
export const services: ReadonlySignal<readonly string[]> = computed(() =>
  [...new Set(requests.value.flatMap((one) => one.services))].sort(),
)

/** The requests that are shown. */
export const shown: ReadonlySignal<readonly RequestSummary[]> = computed(() => {
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

/** Returns what names a request in the list. */
export function nameOf({ method, path: of, action }: RequestSummary): string {
  return of ? `${method} ${of}`.trim() : action
}

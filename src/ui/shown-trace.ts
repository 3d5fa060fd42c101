import { effect, type Signal, signal } from '@preact/signals'
import type { TraceView } from '../cli/live/server/trace-view.ts'
import { apiUrl, selectedId } from './place.ts'
import { requestOf, requests } from './requests.ts'

/** The request that is shown; a text says why there is none. */
export const shownTrace: Signal<TraceView | string> = signal('')

const WAIT_MS = 150
let timer: ReturnType<typeof setTimeout> | undefined
let loaded: unknown

/** Loads the request that is selected, and again when it changes. */
export function followSelection(): void {
  effect(() => {
    const id = selectedId.value
    if (requests.value.length === 0 && id === '') return
    const summary = requestOf(id)
    const key = summary ?? id
    if (key === loaded) return
    const isOther = typeof shownTrace.value === 'string' || shownTrace.peek() === undefined
    loaded = key
    clearTimeout(timer)
    timer = setTimeout(() => void load(id), isOther ? 0 : WAIT_MS)
  })
}

async function load(id: string): Promise<void> {
  const view = id === '' ? '' : await fetchTrace(id)
  if (id === selectedId.value) shownTrace.value = view
}

async function fetchTrace(id: string): Promise<TraceView | string> {
  try {
    const response = await fetch(apiUrl('trace', { id }))
    return response.ok ? await response.json() : await response.text()
  } catch {
    return 'hoptrace dev has ended.'
  }
}

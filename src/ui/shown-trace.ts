import { effect, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { TraceView } from '../cli/view/trace-view.ts'
import { fileData } from './page-data.ts'
import { apiUrl, baseId, selectedId } from './place.ts'
import { requestOf } from './requests.ts'

/** The request that is shown; a text says why there is none. */
export const shownTrace: Signal<TraceView | string> = signal('')

/** The request that the shown one is compared with; a text says why there is none. */
export const baseTrace: Signal<TraceView | string> = signal('')

/** A request that changes is loaded again after this time. */
const WAIT_MS = 150

/** Loads the requests that are chosen, and again when they change. */
export function followSelection(): void {
  follow(selectedId, shownTrace)
  follow(baseId, baseTrace)
}

function follow(id: ReadonlySignal<string>, shown: Signal<TraceView | string>): void {
  let loaded: unknown
  let loadedId: string | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let loads = 0
  const load = async (): Promise<void> => {
    timer = undefined
    const wanted = id.peek()
    loads += 1
    const load = loads
    const view = wanted === '' ? '' : (inFile(wanted) ?? (await fetchTrace(wanted)))
    // An earlier answer may come later.
    if (wanted === id.peek() && load === loads) shown.value = view
  }
  effect(() => {
    const summary = requestOf(id.value) ?? id.value
    if (summary === loaded) return
    loaded = summary
    const isSame = id.value === loadedId
    loadedId = id.value
    if (isSame && timer !== undefined) return
    clearTimeout(timer)
    timer = setTimeout(() => void load(), isSame ? WAIT_MS : 0)
  })
}

function inFile(id: string): TraceView | string | undefined {
  if (fileData === undefined) return undefined
  const trace = fileData.traces.find(({ summary }) => summary.traceId === id)
  return trace ?? 'This file has no such request.'
}

async function fetchTrace(id: string): Promise<TraceView | string> {
  try {
    const response = await fetch(apiUrl('trace', { id }))
    return response.ok ? await response.json() : await response.text()
  } catch {
    return 'hoptrace dev has ended.'
  }
}

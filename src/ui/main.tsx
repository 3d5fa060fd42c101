import { render, type VNode } from 'preact'
import { ComparisonNote } from './comparison-note.tsx'
import { DurationsPanel } from './durations-panel.tsx'
import { FilterBar } from './filter-bar.tsx'
import { shown } from './filters.ts'
import { requestCount } from './format.ts'
import { fileData } from './page-data.ts'
import { baseId, compareWith, isAlone, select, selectedId, token } from './place.ts'
import { RequestList } from './request-list.tsx'
import { connection, followRequests, requests } from './requests.ts'
import { followSelection } from './shown-trace.ts'
import { TracePanel } from './trace-panel.tsx'

function Page(): VNode {
  const hasSelection = selectedId.value !== ''
  const classes = ['page', hasSelection && 'has-selection', isAlone && 'is-alone']
  return (
    <div class={classes.filter(Boolean).join(' ')}>
      <header class="top">
        <h1>hoptrace</h1>
        <p role="status" class={connection.value}>
          {status()}
        </p>
        {isAlone ? undefined : <FilterBar />}
      </header>
      <Content />
    </div>
  )
}

function Content(): VNode {
  const hasSelection = selectedId.value !== ''
  if (!hasSelection && requests.value.length === 0) {
    return (
      <main class="is-empty">
        <p class="empty">{emptyText()}</p>
      </main>
    )
  }
  return (
    <main>
      {isAlone ? undefined : (
        <section class="requests" aria-label="All requests">
          <ComparisonNote />
          {shown.value.length === 0 ? <p class="empty">{emptyText()}</p> : <RequestList />}
        </section>
      )}
      <section class="trace" aria-label={hasSelection ? 'The selected request' : 'Durations'}>
        {hasSelection ? <TracePanel /> : <DurationsPanel />}
      </section>
    </main>
  )
}

function status(): string {
  const count = requests.value.length
  if (fileData === undefined && connection.value === 'lost') {
    return 'hoptrace dev has ended or can’t be reached. Trying again …'
  }
  if (fileData === undefined && connection.value === 'refused') {
    return 'hoptrace dev was started again: open the address that it has printed.'
  }
  const hidden = count - shown.value.length
  return `${requestCount(count)}${hidden > 0 ? `, ${hidden} filtered out` : ''}`
}

function emptyText(): string {
  if (fileData === undefined && token === '') {
    return 'Open the address that hoptrace dev has printed: it has a token.'
  }
  return requests.value.length === 0
    ? 'No request yet. Open your app: its requests are shown here.'
    : 'No request passes the filters.'
}

addEventListener('keydown', (event) => {
  const { target, key, ctrlKey, metaKey, altKey } = event
  const isField = target instanceof HTMLInputElement || target instanceof HTMLSelectElement
  if (key === 'Escape') {
    if (baseId.value !== '') compareWith('')
    else select('')
    document.getElementById('requests')?.focus()
    return
  }
  if (isField || ctrlKey || metaKey || altKey) return
  if (key === '/') {
    event.preventDefault()
    document.getElementById('text')?.focus()
  } else if (key === 'c' && selectedId.value !== '' && !isAlone) {
    compareWith(baseId.value === '' ? selectedId.value : '')
  }
})

if (fileData === undefined) followRequests()
followSelection()
render(<Page />, document.getElementById('page') as HTMLElement)

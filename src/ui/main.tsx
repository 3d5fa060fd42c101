import { render, type VNode } from 'preact'
import { FilterBar } from './filter-bar.tsx'
import { shown } from './filters.ts'
import { select, selectedId, token } from './place.ts'
import { RequestList } from './request-list.tsx'
import { connection, followRequests, requests } from './requests.ts'
import { followSelection } from './shown-trace.ts'
import { TracePanel } from './trace-panel.tsx'

function Page(): VNode {
  return (
    <div class={selectedId.value ? 'page has-selection' : 'page'}>
      <header class="top">
        <h1>hoptrace</h1>
        <p role="status">{status()}</p>
        <FilterBar />
      </header>
      <main>
        <section class="requests" aria-label="All requests">
          {shown.value.length === 0 ? <p class="empty">{emptyText()}</p> : <RequestList />}
        </section>
        <section class="trace" aria-label="The selected request">
          <TracePanel />
        </section>
      </main>
    </div>
  )
}

function status(): string {
  if (connection.value === 'lost') return 'Not connected'
  const count = requests.value.length
  const hidden = count - shown.value.length
  return `${count} request${count === 1 ? '' : 's'}${hidden > 0 ? `, ${hidden} filtered out` : ''}`
}

function emptyText(): string {
  if (token === '') return 'Open the address that hoptrace dev has printed: it has a token.'
  return requests.value.length === 0 ? 'No request yet.' : 'No request passes the filters.'
}

addEventListener('keydown', (event) => {
  const { target, key } = event
  const isField = target instanceof HTMLInputElement || target instanceof HTMLSelectElement
  if (key === 'Escape') {
    select('')
    document.getElementById('requests')?.focus()
  } else if (key === '/' && !isField) {
    event.preventDefault()
    document.getElementById('text')?.focus()
  }
})

followRequests()
followSelection()
render(<Page />, document.getElementById('page') as HTMLElement)

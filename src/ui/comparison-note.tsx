import type { VNode } from 'preact'
import { nameOf } from './filters.ts'
import { baseId, compareWith, selectedId } from './place.ts'
import { requestOf } from './requests.ts'

/** Says above the list which request the chosen ones are compared with. */
export function ComparisonNote(): VNode | null {
  const id = baseId.value
  if (id === '') return null
  const base = requestOf(id)
  const isChosen = selectedId.value !== '' && selectedId.value !== id
  return (
    <p class="note">
      <span>
        {isChosen ? 'Compared with ' : 'Choose a request to compare with '}
        <b>{base === undefined ? id : nameOf(base)}</b>
      </span>
      <button type="button" onClick={() => compareWith('')}>
        Stop
      </button>
    </p>
  )
}

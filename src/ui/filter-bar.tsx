import type { Signal } from '@preact/signals'
import type { ComponentChildren, VNode } from 'preact'
import { chosenBar, onlyErrors, path, service, services, slowerThan, text } from './filters.ts'
import { bound } from './format.ts'

const SLOW = [100, 500, 1_000, 5_000]

/** What chooses the requests that are shown. */
export function FilterBar(): VNode {
  return (
    <search class="filters">
      <ChosenBar />
      <Field label="Text">
        <Search id="text" value={text} placeholder="id, step, error, user …   /" />
      </Field>
      <Field label="Path">
        <Search id="path" value={path} />
      </Field>
      <Field label="Service">
        <select
          value={service.value}
          onChange={(event) => {
            service.value = event.currentTarget.value
          }}
        >
          <option value="">All</option>
          {services.value.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Slower than">
        <select
          value={String(slowerThan.value)}
          onChange={(event) => {
            slowerThan.value = Number(event.currentTarget.value)
          }}
        >
          <option value="0">Any</option>
          {SLOW.map((ms) => (
            <option key={ms} value={String(ms)}>
              {bound(ms)}
            </option>
          ))}
        </select>
      </Field>
      <label class="check">
        <input
          type="checkbox"
          checked={onlyErrors.value}
          onChange={(event) => {
            onlyErrors.value = event.currentTarget.checked
          }}
        />
        Errors
      </label>
    </search>
  )
}

function ChosenBar(): VNode | null {
  const bar = chosenBar.value
  if (bar === undefined) return null
  const to = Number.isFinite(bar.to)
    ? `${bound(bar.from)} – ${bound(bar.to)}`
    : `≥ ${bound(bar.from)}`
  const clear = (): void => {
    chosenBar.value = undefined
  }
  return (
    <button type="button" class="chosen" onClick={clear}>
      <span>{bar.action}</span> {to} <span aria-hidden="true">✕</span>
      <span class="hidden">Show all durations</span>
    </button>
  )
}

interface SearchProps {
  readonly id: string
  readonly value: Signal<string>
  readonly placeholder?: string
}

function Search({ id, value, placeholder = '' }: SearchProps): VNode {
  return (
    <input
      id={id}
      type="search"
      placeholder={placeholder}
      value={value.value}
      onInput={(event) => {
        value.value = event.currentTarget.value
      }}
    />
  )
}

function Field({ label, children }: { label: string; children: ComponentChildren }): VNode {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is a child
    <label class="field">
      <span>{label}</span>
      {children}
    </label>
  )
}

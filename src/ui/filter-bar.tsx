import type { ComponentChildren, VNode } from 'preact'
import { onlyErrors, path, service, services, slowerThan, text } from './filters.ts'

const SLOW = [100, 500, 1_000, 5_000]

/** What chooses the requests that are shown. */
export function FilterBar(): VNode {
  return (
    <search class="filters">
      <Field label="Text">
        <input
          id="text"
          type="search"
          placeholder="id, step, error, user …   /"
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value
          }}
        />
      </Field>
      <Field label="Path">
        <input
          type="search"
          value={path.value}
          onInput={(event) => {
            path.value = event.currentTarget.value
          }}
        />
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
              {ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`}
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

function Field({ label, children }: { label: string; children: ComponentChildren }): VNode {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is a child
    <label class="field">
      <span>{label}</span>
      {children}
    </label>
  )
}

import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core'
import type { VNode } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { RequestSummary } from '../cli/live/request-summary.ts'
import { shown } from './filters.ts'
import { duration, timeOfDay } from './format.ts'
import { baseId, select, selectedId } from './place.ts'
import { RequestName } from './request-name.tsx'

const ROW_HEIGHT = 52

/** The requests, of which only those that are in view are in the document. */
export function RequestList(): VNode {
  const list = useRef<HTMLDivElement>(null)
  const items = shown.value
  const virtual = useVirtualizer(list, items)
  const at = items.findIndex(({ traceId }) => traceId === selectedId.value)
  const move = (to: number): void => {
    const index = Math.max(0, Math.min(items.length - 1, to))
    const next = items[index]
    if (next === undefined) return
    select(next.traceId)
    virtual.scrollToIndex(index)
  }
  const visible = virtual.getVirtualItems()
  const active = visible.some(({ index }) => index === at) ? `request-${at}` : undefined
  return (
    <div
      ref={list}
      id="requests"
      class="list"
      role="listbox"
      aria-label="Requests"
      aria-activedescendant={active}
      tabIndex={0}
      onKeyDown={(event) => {
        const to = targetOf(event.key, at, items.length)
        if (to === undefined) return
        event.preventDefault()
        move(to)
      }}
    >
      <div role="presentation" style={{ height: `${virtual.getTotalSize()}px` }}>
        {visible.map(({ index, start }) => {
          const request = items[index]
          return (
            request && (
              <Row key={request.traceId} {...{ request, index, start, count: items.length }} />
            )
          )
        })}
      </div>
    </div>
  )
}

interface RowProps {
  readonly request: RequestSummary
  readonly index: number
  readonly start: number
  readonly count: number
}

function Row({ request, index, start, count }: RowProps): VNode {
  const { traceId, level, isRunning, duration: ms } = request
  const isBase = traceId === baseId.value
  const ran = isRunning || ms === undefined ? 'running' : duration(ms)
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, and names its active option
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list handles the keys
    <div
      id={`request-${index}`}
      role="option"
      class={`request ${level}${isBase ? ' base' : ''}`}
      aria-selected={traceId === selectedId.value}
      aria-posinset={index + 1}
      aria-setsize={count}
      style={{ transform: `translateY(${start}px)` }}
      onClick={() => select(traceId)}
    >
      <RequestName request={request} />
      <span class={isRunning ? 'took running' : 'took'}>{ran}</span>
      <About request={request} />
    </div>
  )
}

function About({ request }: { request: RequestSummary }): VNode {
  const { begin, status, services, hasColdStart, error, tenantId, userId } = request
  return (
    <>
      <span class="more">
        <time>{timeOfDay(begin)}</time>
        {status === undefined ? undefined : <b>{status}</b>}
        {hasColdStart ? <i class="cold">cold</i> : undefined}
        <bdi>{error ?? services.join(' → ')}</bdi>
      </span>
      <span class="who">{[tenantId, userId].filter(Boolean).join(' · ')}</span>
    </>
  )
}

/** Returns the row that a key leads to. */
function targetOf(key: string, at: number, count: number): number | undefined {
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    j: at + 1,
    ArrowUp: at - 1,
    k: at - 1,
    PageDown: at + 10,
    PageUp: at - 10,
    Home: 0,
    End: count - 1,
  }
  return Object.hasOwn(targets, key) ? targets[key] : undefined
}

function useVirtualizer(
  list: { readonly current: HTMLDivElement | null },
  items: readonly RequestSummary[],
): Virtualizer<HTMLDivElement, Element> {
  const [, render] = useState(0)
  const options = {
    count: items.length,
    getScrollElement: () => list.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index: number) => items[index]?.traceId ?? index,
    overscan: 8,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => render((count) => count + 1),
  }
  const [virtual] = useState(() => new Virtualizer<HTMLDivElement, Element>(options))
  virtual.setOptions(options)
  useEffect(() => virtual._didMount(), [virtual])
  useEffect(() => virtual._willUpdate())
  return virtual
}

import { type Signal, signal } from '@preact/signals'
import { fileData } from './page-data.ts'

/** What the address of the page says after `#`: the token, and the requests that are shown. */
function readPlace(): URLSearchParams {
  return new URLSearchParams(location.hash.slice(1))
}

/** The only request of a file is shown without a list. */
const [only, ...others] = fileData?.traces ?? []
const onlyId = others.length === 0 ? only?.summary.traceId : undefined

/** Whether there is nothing to choose from. */
export const isAlone: boolean = onlyId !== undefined

/** What the server asks for. */
export const token: string = readPlace().get('token') ?? ''

/** The id of the request that is shown; empty if none is. */
export const selectedId: Signal<string> = signal(onlyId ?? readPlace().get('id') ?? '')

/** The id of the request that the shown one is compared with; empty if none is. */
export const baseId: Signal<string> = signal(readPlace().get('base') ?? '')

/** Shows a request, or with an empty id none. */
export function select(id: string): void {
  selectedId.value = onlyId ?? id
  remember()
}

/** Compares what is shown from now on with a request, or with an empty id with none. */
export function compareWith(id: string): void {
  baseId.value = id
  remember()
}

/** Returns the address that shows a request. */
export function linkTo(id: string): string {
  return addressOf({ id })
}

/** Returns the address of what the server answers. */
export function apiUrl(name: string, parameters: Readonly<Record<string, string>>): string {
  return `./api/${name}?${new URLSearchParams({ token, ...parameters })}`
}

function remember(): void {
  history.replaceState(undefined, '', addressOf({ id: selectedId.value, base: baseId.value }))
}

function addressOf(parts: Readonly<Record<string, string>>): string {
  const given = Object.entries({ token, ...parts }).filter(([, value]) => value !== '')
  return `${location.href.replace(/#.*/s, '')}#${new URLSearchParams(given)}`
}

addEventListener('hashchange', () => {
  selectedId.value = onlyId ?? readPlace().get('id') ?? ''
  baseId.value = readPlace().get('base') ?? ''
})

import { type Signal, signal } from '@preact/signals'

/** What the address of the page says after `#`: the token, and the request that is shown. */
function readPlace(): URLSearchParams {
  return new URLSearchParams(location.hash.slice(1))
}

/** What the server asks for. */
export const token: string = readPlace().get('token') ?? ''

/** The id of the request that is shown; empty if none is. */
export const selectedId: Signal<string> = signal(readPlace().get('id') ?? '')

/** Shows a request, or with an empty id none. */
export function select(id: string): void {
  selectedId.value = id
  history.replaceState(undefined, '', linkTo(id))
}

/** Returns the address that shows a request. */
export function linkTo(id: string): string {
  const place = new URLSearchParams({ token, ...(id && { id }) })
  return `${location.origin}${location.pathname}#${place}`
}

/** Returns the address of what the server answers. */
export function apiUrl(name: string, parameters: Readonly<Record<string, string>>): string {
  return `./api/${name}?${new URLSearchParams({ token, ...parameters })}`
}

addEventListener('hashchange', () => {
  selectedId.value = readPlace().get('id') ?? ''
})

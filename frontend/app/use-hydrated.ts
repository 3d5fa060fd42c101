import { useSyncExternalStore } from 'react'

/** Whether the page's own script handles submissions yet: false on the server and until hydration. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  )
}

function subscribe() {
  return unsubscribe
}

function unsubscribe() {}

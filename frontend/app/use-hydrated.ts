import { useSyncExternalStore } from 'react'

/** Returns whether React handles events yet: `false` on the server and until hydration. */
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

import { ticks } from '../core/platform/clock.ts'
import { builtin } from '../core/platform/node.ts'

type Callback = (error: Error | null, address: string, family: number) => void

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/
/** How long an answer of DNS is used, also the answer that the name is unknown. */
const CACHE_MS = 30_000
/** How many datagrams wait for DNS. Later ones are lost. */
const MAX_WAITING = 1_000
const UNKNOWN = new Error('The daemon has no address')

/** A host name with the last address that DNS gave for it. */
class CachedHost {
  readonly #name: string
  #address: string | undefined
  #askedAt = Number.NEGATIVE_INFINITY
  #waiting: Callback[] | undefined

  constructor(name: string) {
    this.#name = name
  }

  find(callback: Callback): void {
    if (this.#waiting === undefined && ticks() - this.#askedAt >= CACHE_MS) this.#ask()
    const waiting = this.#address === undefined ? this.#waiting : undefined
    if (waiting !== undefined && waiting.length < MAX_WAITING) waiting.push(callback)
    else this.#answer(callback)
  }

  #ask(): void {
    this.#askedAt = ticks()
    this.#waiting = []
    builtin((get) => get('node:dns'))?.lookup(this.#name, 4, (_error, address?: string) => {
      this.#address = address ?? this.#address // the last address stays in use if DNS fails
      const waiting = this.#waiting ?? []
      this.#waiting = undefined
      for (const callback of waiting) this.#answer(callback)
    })
  }

  #answer(callback: Callback): void {
    if (this.#address === undefined) callback(UNKNOWN, '', 4)
    else callback(null, this.#address, 4)
  }
}

const hosts = new Map<string, CachedHost>()

/**
 * Looks up the daemon's address for a socket. Node's own lookup has two disadvantages:
 * - It asks DNS for each datagram, in the few threads of the process. If DNS doesn't answer, requests
 *   and the end of the process wait.
 * - It returns an IP address one tick later. What a process sends as it exits would be lost.
 */
export function lookup(name: string, _options: unknown, callback: Callback): void {
  const address = name === 'localhost' ? '127.0.0.1' : name
  if (IPV4.test(address)) {
    callback(null, address, 4)
    return
  }
  const host = hosts.get(name) ?? new CachedHost(name)
  hosts.set(name, host)
  host.find(callback)
}

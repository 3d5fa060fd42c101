import { ticks } from '../core/platform/clock.ts'
import { builtin } from '../core/platform/node.ts'

type Found = (error: Error | null, address: string, family: number) => void

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/
/** For how long DNS is not asked again, also of what it doesn't know. */
const STANDS_MS = 30_000
/** How many datagrams wait for an answer; later ones are lost. */
const MOST_WAITING = 1_000
const UNKNOWN = new Error('The daemon has no address')

/** A host, as far as DNS has told of it. */
class KnownHost {
  readonly #name: string
  #address: string | undefined
  #askedAt = Number.NEGATIVE_INFINITY
  #waiting: Found[] | undefined

  constructor(name: string) {
    this.#name = name
  }

  find(found: Found): void {
    if (this.#waiting === undefined && ticks() - this.#askedAt >= STANDS_MS) this.#ask()
    const waiting = this.#address === undefined ? this.#waiting : undefined
    if (waiting !== undefined && waiting.length < MOST_WAITING) waiting.push(found)
    else this.#tell(found)
  }

  #ask(): void {
    this.#askedAt = ticks()
    this.#waiting = []
    builtin((get) => get('node:dns'))?.lookup(this.#name, 4, (_error, address?: string) => {
      this.#address = address ?? this.#address // where nobody knows it now, it stays where it was
      const waiting = this.#waiting ?? []
      this.#waiting = undefined
      for (const found of waiting) this.#tell(found)
    })
  }

  #tell(found: Found): void {
    if (this.#address === undefined) found(UNKNOWN, '', 4)
    else found(null, this.#address, 4)
  }
}

const hosts = new Map<string, KnownHost>()

/**
 * Node's own asks DNS for each datagram, in threads that a process has few of: where the daemon's name
 * is not answered, the lookups of requests would wait behind it, and so would the end of the process. It
 * tells also of what is an address a tick later: what a process sends as it ends would never leave.
 */
export function lookup(name: string, _options: unknown, found: Found): void {
  const address = name === 'localhost' ? '127.0.0.1' : name
  if (IPV4.test(address)) {
    found(null, address, 4)
    return
  }
  const host = hosts.get(name) ?? new KnownHost(name)
  hosts.set(name, host)
  host.find(found)
}

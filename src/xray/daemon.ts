import { builtin } from '../core/node-process.ts'
import type { Address } from './address.ts'

const HEADER = new TextEncoder().encode('{"format":"json","version":1}\n')

let socket: ReturnType<typeof openSocket>

/**
 * Sends a document to the daemon. One that can't be sent is lost without a word: the SDK's own sender
 * would log each.
 */
export function sendDocument(document: Uint8Array, { host, port }: Address): void {
  socket ??= openSocket()
  try {
    socket?.send([HEADER, document], port, host, ignore)
  } catch {
    socket = undefined // it was closed
  }
}

/** A socket that no process stays alive for. */
function openSocket() {
  const opened = builtin((get) => get('node:dgram'))?.createSocket({ type: 'udp4', lookup })
  return opened?.on('error', ignore).unref()
}

type Found = (error: Error | null, address: string, family: number) => void

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/

// Node looks up also what is an address, a tick later: what a process sends as it ends would never leave.
function lookup(host: string, _options: unknown, found: Found): void {
  if (IPV4.test(host)) found(null, host, 4)
  else builtin((get) => get('node:dns'))?.lookup(host, 4, found)
}

function ignore(): void {
  // What becomes of a datagram is nobody's business.
}

import { builtin } from '../core/platform/node.ts'
import type { Address } from './address.ts'
import { lookup } from './lookup.ts'

const HEADER = new TextEncoder().encode('{"format":"json","version":1}\n')

let socket: ReturnType<typeof openSocket>

/**
 * Sends a document to the daemon. A document that can't be sent is lost without a message. The
 * SDK's own sender would log each one.
 */
export function sendDocument(document: Uint8Array, { host, port }: Address): void {
  socket ??= openSocket()
  try {
    socket?.send([HEADER, document], port, host, ignore)
  } catch {
    socket = undefined // it was closed
  }
}

/** Opens a socket that doesn't keep the process alive. */
function openSocket() {
  const opened = builtin((get) => get('node:dgram'))?.createSocket({ type: 'udp4', lookup })
  return opened?.on('error', ignore).unref()
}

function ignore(): void {
  // Nobody waits for a datagram.
}

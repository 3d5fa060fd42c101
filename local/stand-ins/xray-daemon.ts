import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** A segment document. Fields that are not read here are kept too. */
export interface SegmentDocument {
  readonly id: string
  readonly name: string
  readonly trace_id: string
  readonly parent_id?: string
  readonly start_time: number
  readonly end_time: number
  /** Set instead of `end_time`. A later document with the same id replaces this one. */
  readonly in_progress?: boolean
  /** Set if the document has a parent. */
  readonly type?: 'subsegment'
  readonly namespace?: 'aws' | 'remote'
  readonly [field: string]: unknown
}

/** A stand-in for X-Ray's daemon. It keeps the documents that it receives. */
export interface XrayDaemon {
  /** The value for `AWS_XRAY_DAEMON_ADDRESS`. */
  readonly address: string
  /** The documents, in the order in which they arrived. */
  readonly documents: SegmentDocument[]
  /** Waits for a number of documents. Throws if they don't arrive within 5 s. */
  waitForCount(count: number): Promise<readonly SegmentDocument[]>
  /** Waits for documents with these ids, at most 5 s. Returns all documents of their traces. */
  waitForTraceOf(ids: readonly string[]): Promise<readonly SegmentDocument[]>
  stop(): Promise<void>
}

const MAX_WAIT_MS = 5_000
const HEADER = '{"format":"json","version":1}\n'

/** Starts a daemon on a free port of 127.0.0.1. */
export async function startXrayDaemon(): Promise<XrayDaemon> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4_000_000 })
  const documents: SegmentDocument[] = []
  socket.on('message', (datagram) => {
    const text = datagram.toString()
    if (text.startsWith(HEADER)) documents.push(JSON.parse(text.slice(HEADER.length)))
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    address: `127.0.0.1:${socket.address().port}`,
    documents,
    async waitForCount(count) {
      const signal = AbortSignal.timeout(MAX_WAIT_MS)
      try {
        while (documents.length < count) await once(socket, 'message', { signal })
      } catch (cause) {
        throw new Error(`${documents.length} of ${count} documents arrived`, { cause })
      }
      return documents.slice(0, count)
    },
    async waitForTraceOf(ids) {
      const signal = AbortSignal.timeout(MAX_WAIT_MS)
      const hasArrived = (id: string) => documents.some((document) => document.id === id)
      try {
        while (!ids.every(hasArrived)) await once(socket, 'message', { signal })
      } catch {
        // A datagram is missing: UDP doesn't guarantee delivery.
      }
      const traceIds = new Set(
        documents.flatMap(({ id, trace_id }) => (ids.includes(id) ? trace_id : [])),
      )
      return documents.filter(({ trace_id }) => traceIds.has(trace_id))
    },
    async stop() {
      socket.close()
      await once(socket, 'close')
    },
  }
}

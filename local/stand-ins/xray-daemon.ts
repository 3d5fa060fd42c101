import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** A segment document, as far as it is read here; the whole of it is kept. */
export interface SegmentDocument {
  readonly id: string
  readonly name: string
  readonly trace_id: string
  readonly parent_id?: string
  readonly start_time: number
  readonly end_time: number
  /** In place of an end; the document of that takes its place. */
  readonly in_progress?: boolean
  /** Of one within another. */
  readonly type?: 'subsegment'
  readonly namespace?: 'aws' | 'remote'
  readonly [field: string]: unknown
}

/** What takes the place of X-Ray's daemon: it keeps the documents that it is sent. */
export interface XrayDaemon {
  /** For `AWS_XRAY_DAEMON_ADDRESS`. */
  readonly address: string
  /** In the order in which they came. */
  readonly documents: SegmentDocument[]
  /** The first so many documents, once they have come; an error, if they don't. */
  received(count: number): Promise<readonly SegmentDocument[]>
  /** All documents of the trace that these are of, once they are there; after a while, those that have come. */
  whole(ids: readonly string[]): Promise<readonly SegmentDocument[]>
  stop(): Promise<void>
}

const PATIENCE_MS = 5_000
const HEADER = '{"format":"json","version":1}\n'

/** Receives what the daemon's protocol sends, on a free port that only this machine can reach. */
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
    async received(count) {
      const signal = AbortSignal.timeout(PATIENCE_MS)
      try {
        while (documents.length < count) await once(socket, 'message', { signal })
      } catch (cause) {
        throw new Error(`${documents.length} of ${count} documents came`, { cause })
      }
      return documents.slice(0, count)
    },
    async whole(ids) {
      const signal = AbortSignal.timeout(PATIENCE_MS)
      const isHere = (id: string) => documents.some((document) => document.id === id)
      try {
        while (!ids.every(isHere)) await once(socket, 'message', { signal })
      } catch {
        // A datagram is missing: UDP promises nothing.
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

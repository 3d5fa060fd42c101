import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'vitest'
import { type SegmentDocument, startXrayDaemon } from '../../local/stand-ins/xray-daemon.ts'
import type { TraceRecord } from '../../src/index.ts'
import { type Captured, captureRecords } from '../capture.ts'

const schema = JSON.parse(readFileSync('test/xray/segment.schema.json', 'utf8'))
const isSegment = new Ajv2020({ strictTypes: false }).compile(schema)

/** The most bytes that X-Ray takes. */
const MOST_BYTES = 65_536

const daemon = await startXrayDaemon()
process.env.AWS_XRAY_DAEMON_ADDRESS = daemon.address
process.env.AWS_XRAY_TRACING_ENABLED = 'true'

export const { xray } = await import('../../src/xray/index.ts')

interface Sent<T> extends Captured<T> {
  /** Each conforms to X-Ray's schema and is as short as X-Ray wants it. */
  readonly documents: readonly SegmentDocument[]
  /** The document of the record that this is true of. */
  documentOf(isIt: (record: TraceRecord) => boolean): SegmentDocument
}

let seen = 0

/** The records of what ends: each is a document. */
export function endsAmong(records: readonly TraceRecord[]): TraceRecord[] {
  return records.filter(({ duration }) => duration !== undefined)
}

/** Runs `run`, and waits for a document of each record that ends something, and of what goes on. */
export async function sentBy<T>(run: () => Promise<T> | T, open = 0): Promise<Sent<T>> {
  const captured = await captureRecords(run)
  const count = endsAmong(captured.records).length + open
  const received = daemon.received(seen + count)
  const documents = (await received.catch(giveUp)).slice(seen)
  seen += count
  for (const document of documents) {
    expect(isSegment(document), JSON.stringify(isSegment.errors)).toBe(true)
    expect(Buffer.byteLength(JSON.stringify(document))).toBeLessThanOrEqual(MOST_BYTES)
  }
  const documentOf = (isIt: (record: TraceRecord) => boolean) => {
    const spans = endsAmong(captured.records).filter(isIt)
    expect(spans).toHaveLength(1)
    const found = documents.find(({ id }) => id === spans[0]?.spanId)
    expect(found).toBeDefined()
    return found as SegmentDocument
  }
  return { ...captured, documents, documentOf }
}

// Those that are missing are not missing to the next test.
function giveUp(error: Error): never {
  seen = daemon.documents.length
  throw error
}

/** How many documents came that nobody waited for; more may be on their way. */
export function unexpected(): number {
  return daemon.documents.length - seen
}

/** Has no daemon listen from here on. */
export function stopDaemon(): Promise<void> {
  return daemon.stop()
}

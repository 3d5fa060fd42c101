import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'vitest'
import { type SegmentDocument, startXrayDaemon } from '../../local/stand-ins/xray-daemon.ts'
import type { TraceRecord } from '../../src/index.ts'
import { type Captured, captureRecords } from '../capture.ts'

const schema = JSON.parse(readFileSync('test/xray/segment.schema.json', 'utf8'))
const isSegment = new Ajv2020({ strictTypes: false }).compile(schema)

/** X-Ray accepts no larger documents. */
const MAX_BYTES = 65_536

const daemon = await startXrayDaemon()
process.env.AWS_XRAY_DAEMON_ADDRESS = daemon.address
process.env.AWS_XRAY_TRACING_ENABLED = 'true'

export const { xray } = await import('../../src/xray/index.ts')

interface SentDocuments<T> extends Captured<T> {
  /** Each one conforms to X-Ray's schema and size limit. */
  readonly documents: readonly SegmentDocument[]
  /** Returns the document of the only record that matches. */
  documentOf(matches: (record: TraceRecord) => boolean): SegmentDocument
}

let seen = 0

/** Returns the records of ended requests and steps: each one has a document. */
export function endsAmong(records: readonly TraceRecord[]): TraceRecord[] {
  return records.filter(({ duration }) => duration !== undefined)
}

/**
 * Runs `run`, and waits for its documents.
 * @param open how many documents of running steps are sent, in addition to those of ended ones
 */
export async function sentBy<T>(run: () => Promise<T> | T, open = 0): Promise<SentDocuments<T>> {
  const captured = await captureRecords(run)
  const count = endsAmong(captured.records).length + open
  const received = daemon.waitForCount(seen + count)
  const documents = (await received.catch(giveUp)).slice(seen)
  seen += count
  for (const document of documents) {
    expect(isSegment(document), JSON.stringify(isSegment.errors)).toBe(true)
    expect(Buffer.byteLength(JSON.stringify(document))).toBeLessThanOrEqual(MAX_BYTES)
  }
  const documentOf = (matches: (record: TraceRecord) => boolean) => {
    const spans = endsAmong(captured.records).filter(matches)
    expect(spans).toHaveLength(1)
    const found = documents.find(({ id }) => id === spans[0]?.spanId)
    expect(found).toBeDefined()
    return found as SegmentDocument
  }
  return { ...captured, documents, documentOf }
}

// The next test does not wait for the missing documents.
function giveUp(error: Error): never {
  seen = daemon.documents.length
  throw error
}

/** Returns how many documents came that no test waited for. */
export function unexpected(): number {
  return daemon.documents.length - seen
}

/** Stops the daemon. */
export function stopDaemon(): Promise<void> {
  return daemon.stop()
}

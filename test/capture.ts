import type { TraceRecord } from '../src/index.ts'

export interface Captured<T> {
  /** What `run` returned; absent when it threw. */
  readonly value?: T
  /** What `run` threw, which may be `undefined`; absent when it returned. */
  readonly error?: unknown
  readonly records: TraceRecord[]
  /** The records as they were written, without the newline. */
  readonly lines: string[]
}

/** Runs `run` and keeps the records that are written meanwhile; what else is written passes through. */
export async function captureRecords<T>(run: () => Promise<T> | T): Promise<Captured<T>> {
  const records: TraceRecord[] = []
  const lines: string[] = []
  const { write } = process.stdout

  const isTaken = (line: string): boolean => {
    const record = parseRecord(line)
    if (record === undefined) return false
    records.push(record)
    lines.push(line.trimEnd())
    return true
  }

  process.stdout.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const others =
      typeof chunk === 'string'
        ? chunk
            .split(/(?<=\n)/)
            .filter((line) => !isTaken(line))
            .join('')
        : chunk
    return Reflect.apply(write, process.stdout, [others, ...rest])
  }
  try {
    return { value: await run(), records, lines }
  } catch (error) {
    return { error, records, lines }
  } finally {
    process.stdout.write = write
  }
}

function parseRecord(line: string): TraceRecord | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const value: Partial<TraceRecord> = JSON.parse(line)
    return value.timestamp && value.service && value.phase ? (value as TraceRecord) : undefined
  } catch {
    return undefined // somebody else's output that begins like JSON
  }
}

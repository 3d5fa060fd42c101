import { newSpanId } from '../core/platform/ids.ts'
import type { CauseRecord } from '../core/record.ts'

const MAX_FRAMES = 50
const MAX_LINE_LENGTH = 500
const FRAME = 'at '
/** The line and the column at the end of a frame's location. */
const POSITION = /:(\d+)(?::\d+)?$/

/** An exception of a segment document. */
interface Exception {
  readonly id: string
  readonly message: string
  readonly type: string | undefined
  readonly remote: boolean
  readonly stack: readonly object[] | undefined
  /** How many frames are left out. */
  readonly truncated: number | undefined
  /** The id of the exception that caused this one. */
  readonly cause: string | undefined
}

/** Returns an error and its causes as the `cause` of a segment document. */
export function causeOf(
  error: CauseRecord,
  remote: boolean,
  isWithoutStack: boolean,
): { readonly exceptions: readonly Exception[] } {
  const exceptions: Exception[] = []
  let id: string | undefined = newSpanId()
  for (let current: CauseRecord | undefined = error; current && id; current = current.cause) {
    const { message, name, code } = current
    const cause: string | undefined = current.cause && newSpanId()
    const frames = isWithoutStack ? {} : framesOf(current.stack)
    exceptions.push({ id, message, type: name ?? code, remote, ...frames, cause } as Exception)
    id = cause
  }
  return { exceptions }
}

function framesOf(stack = ''): Partial<Pick<Exception, 'stack' | 'truncated'>> {
  const lines = stack.split('\n').map((line) => line.trim().slice(0, MAX_LINE_LENGTH))
  const frames = lines.flatMap((line) => parseFrame(line) ?? [])
  const truncated = Math.max(frames.length - MAX_FRAMES, 0)
  return { stack: frames.slice(0, MAX_FRAMES), ...(truncated > 0 && { truncated }) }
}

/** Parses a line of a stack. Returns `undefined` for a line of the message. */
function parseFrame(text: string): object | undefined {
  if (!text.startsWith(FRAME)) return undefined
  const bracket = text.lastIndexOf(' (')
  const hasLabel = bracket >= FRAME.length
  const label = hasLabel ? text.slice(FRAME.length, bracket) : 'anonymous'
  const location = text.slice(hasLabel ? bracket + 2 : FRAME.length).replace(/\)$/, '')
  const [position = '', line] = POSITION.exec(location) ?? []
  const path = location.slice(0, location.length - position.length)
  return { label, path, line: line === undefined ? undefined : Number(line) }
}

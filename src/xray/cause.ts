import { newSpanId } from '../core/platform/ids.ts'
import type { CauseRecord } from '../core/record.ts'

const FRAMES = 50
const LONGEST_LINE = 500
const FRAME = /^at (?:(.*) \()?(.*?)(?::(\d+))?(?::\d+)?\)?$/

/** An exception as X-Ray keeps it, with what caused it. */
interface Exception {
  readonly id: string
  readonly message: string
  readonly type: string | undefined
  readonly remote: boolean
  readonly stack: readonly object[] | undefined
  readonly truncated: number | undefined
  readonly cause: string | undefined
}

/** What is said of an error, as X-Ray's `cause`: each exception names the one that caused it. */
export function causeOf(
  error: CauseRecord,
  remote: boolean,
  isWithoutStack: boolean,
): { readonly exceptions: readonly Exception[] } {
  const exceptions: Exception[] = []
  let id: string | undefined = newSpanId()
  for (let one: CauseRecord | undefined = error; one && id; one = one.cause) {
    const { message, name, code } = one
    const cause: string | undefined = one.cause && newSpanId()
    const frames = isWithoutStack ? {} : framesOf(one.stack)
    exceptions.push({ id, message, type: name ?? code, remote, ...frames, cause } as Exception)
    id = cause
  }
  return { exceptions }
}

function framesOf(stack = ''): Partial<Pick<Exception, 'stack' | 'truncated'>> {
  const lines = stack.split('\n').map((line) => line.trim().slice(0, LONGEST_LINE))
  const frames = lines.flatMap((line) => frameOf(line) ?? [])
  const truncated = Math.max(frames.length - FRAMES, 0)
  return { stack: frames.slice(0, FRAMES), ...(truncated > 0 && { truncated }) }
}

/** A line of a stack; the lines of the message are none. */
function frameOf(text: string): object | undefined {
  const [found, label = 'anonymous', path, line] = FRAME.exec(text) ?? []
  if (found === undefined) return undefined
  return { label, path, line: line === undefined ? undefined : Number(line) }
}

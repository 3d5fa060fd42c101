import { processGlobal } from '../platform/process-global.ts'
import { writeError } from '../platform/stdout.ts'
import { withAllFrames } from './describe-error.ts'

interface Faults {
  /** How many failures of a kind have happened since it was reported. */
  readonly counts: Map<string, number>
  mask?: (text: string) => string
  total: number
}

const faults = processGlobal('faults', (): Faults => ({ counts: new Map(), total: 0 }))

/**
 * Sets what masks secrets in reports. Without it, reports don't show the error.
 * @param isOwn whether it replaces what was set before
 */
export function maskReports(by: (text: string) => string, isOwn: boolean): void {
  if (isOwn || !faults.mask) faults.mask = by
}

/** Returns how many failures were caught in this process. */
export function faultCount(): number {
  return faults.total
}

/**
 * Reports a failure in one line on stderr. The first of its kind, by what failed and where in the
 * code, is reported at once. Later ones are counted: their number is reported a minute after the
 * first of them.
 * @param what what failed, such as `option 'identify' failed`. Default: `tracing failed`
 */
export function reportFault(thrown: unknown, what = 'tracing failed'): void {
  // Within the function, bundlers inline them: 30 bytes less in each Lambda function.
  const countMs = 60_000
  const maxKinds = 100
  const stackStartLength = 300
  const maskedLength = 9_000
  const shownLength = 3_000

  const { counts } = faults
  faults.total += 1
  const { message, stack = message } = withAllFrames(thrown)
  // Without the message, which may be the caller's: it must not make new kinds. Beyond the limit,
  // failures of one thing are of one kind, wherever they happen.
  const stackStart =
    counts.size < maxKinds ? stack.replace(message, '').slice(0, stackStartLength) : ''
  const kind = what + stackStart
  const report = (): void => {
    // More is masked than is shown: half a secret at the end is not recognised.
    const masked = faults.mask?.(stack.slice(0, maskedLength)) ?? '[redacted]'
    // JSON doesn't escape C1 controls, invisible characters and the line ends of Unicode.
    const text = JSON.stringify(masked.slice(0, shownLength)).replace(/[\p{C}\u2028\u2029]/gu, '?')
    writeError(`hoptrace: ${what} (count: ${counts.get(kind)}): ${text}`)
    counts.set(kind, 0)
  }
  const count = counts.get(kind)
  counts.set(kind, (count ?? 0) + 1)
  if (count === undefined) report()
  // The timer keeps no process alive. On the edge runtime it is a number.
  else if (count === 0) setTimeout(report, countMs).unref?.()
}

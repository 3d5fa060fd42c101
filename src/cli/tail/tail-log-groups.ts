import type { LiveTailSessionUpdate } from '@aws-sdk/client-cloudwatch-logs'
import type { CliIo } from '../cli-io.ts'
import { sourceIn } from '../cloudwatch/by-region.ts'
import { findTailed, type TailChoice } from '../cloudwatch/find-tailed.ts'
import { type TailedGroups, tailGroups } from '../cloudwatch/live-tail.ts'
import { plural } from '../plural.ts'
import { escapeControls } from '../terminal.ts'
import { describeCost, describePrice } from './tail-cost.ts'
import type { Tailed, TailView } from './tail-view.ts'

/** The most events that CloudWatch sends in an update. */
const MAX_EVENTS = 500
/** How often it is said that CloudWatch leaves lines out. */
const REMIND_MS = 60_000

/**
 * Follows log groups until Ctrl-C.
 * @returns what was left out, and what it cost
 * @throws CliError if CloudWatch refuses it
 */
export async function tailLogGroups(
  choice: Omit<TailChoice, 'signal'>,
  view: TailView,
  io: CliIo,
): Promise<Tailed> {
  const stop = new AbortController()
  const signal = AbortSignal.any([io.interrupted, stop.signal])
  const sessions = await findTailed({ ...choice, signal })
  const groups = sessions.flatMap(({ arns }) => arns)
  io.err.write(
    `Live Tail of ${plural(groups.length, 'log group')}. ${describePrice(sessions.length)}\n`,
  )
  const losses = { sampled: 0, gaps: 0 }
  let reminded = Number.NEGATIVE_INFINITY
  const onSampled = (): void => {
    view.noteLoss()
    losses.sampled += 1
    if (io.now() - reminded < REMIND_MS) return
    reminded = io.now()
    io.err.write(
      `CloudWatch samples: of more than ${MAX_EVENTS} lines a second it leaves some out, so requests may lack steps.\n`,
    )
  }
  const follow = (session: TailedGroups): Promise<void> =>
    tailGroups(session, {
      signal,
      now: io.now,
      onNotice: (text) => io.err.write(`${escapeControls(text)}\n`),
      onGap(milliseconds) {
        view.noteLoss()
        losses.gaps += milliseconds
      },
      onUpdate(update) {
        addEvents(view, session.region ?? '', update)
        if (update.sessionMetadata?.sampled) onSampled()
      },
    })
  try {
    await Promise.all(sessions.map(follow))
  } finally {
    stop.abort()
  }
  return { leftOut: describe(losses), cost: describeCost(sessions.length, view.elapsed) }
}

function addEvents(
  view: TailView,
  region: string,
  { sessionResults = [] }: LiveTailSessionUpdate,
): void {
  const events = sessionResults.toSorted((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0))
  for (const {
    message = '',
    timestamp: time,
    logGroupIdentifier = '',
    logStreamName: stream,
  } of events) {
    const source = sourceIn(region, logGroupIdentifier.replace(/:\*$/, ''))
    view.lines.add(message, { source, time, stream })
  }
}

function describe({ sampled, gaps }: { sampled: number; gaps: number }): string[] {
  return [
    ...(sampled > 0 ? [`lines of ${plural(sampled, 'update')} that CloudWatch sampled`] : []),
    ...(gaps > 0 ? [`lines of ${(gaps / 1000).toFixed(1)} s between sessions`] : []),
  ]
}

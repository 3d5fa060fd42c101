import { setTimeout as sleep } from 'node:timers/promises'
import type { CloudWatchLogsClient, LiveTailSessionUpdate } from '@aws-sdk/client-cloudwatch-logs'
import { type AwsAccess, withCloudWatch } from './client.ts'
import { asBeginError, isRefusal } from './live-tail-failure.ts'
import { runSession } from './live-tail-session.ts'
import { Reconnection, type ReconnectionReader } from './reconnection.ts'

/** The log groups of one session. */
export interface TailedGroups extends AwsAccess {
  /** At most ten, of one region. */
  readonly arns: readonly string[]
}

/** Who receives what sessions send. */
export interface LiveTailReader extends ReconnectionReader {
  /** Gets what was written, about once a second, also if that is nothing. */
  onUpdate(update: LiveTailSessionUpdate): void
  /** Ends it. */
  readonly signal: AbortSignal
}

/** How often the SDK tries a call. Someone waits at the terminal. */
export const TAIL_ATTEMPTS = 4
/** The SDK writes it before the host: `stream-logs.us-east-1.amazonaws.com`. A host of one's own has none. */
const HOST_PREFIX = /^stream(?:ing)?-(?!logs(?:-fips)?\.)/

/**
 * Receives what is written to log groups, until the signal ends it. A session that ends, and a connection
 * that is lost, is followed by a new session.
 * @throws CliError if CloudWatch refuses it, or can't be reached at first
 */
export function tailGroups(groups: TailedGroups, reader: LiveTailReader): Promise<void> {
  const { signal } = reader
  return withCloudWatch({ ...groups, maxAttempts: TAIL_ATTEMPTS }, async (client, sdk) => {
    withoutHostPrefix(client)
    const reconnection = new Reconnection(reader)
    const onMessage = (update: LiveTailSessionUpdate | undefined): void => {
      reconnection.received()
      if (update !== undefined) reader.onUpdate(update)
    }
    const session = { logGroupIdentifiers: [...groups.arns], signal, onMessage }
    for (;;) {
      const failure = await runSession({ client, sdk }, session)
      if (signal.aborted) return
      if (isRefusal(failure) || !reconnection.hasBegun) throw asBeginError(failure)
      await sleep(reconnection.lost(failure), undefined, { signal }).catch(() => undefined)
    }
  })
}

function withoutHostPrefix({ middlewareStack }: CloudWatchLogsClient): void {
  middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { hostname: string }
      request.hostname = request.hostname.replace(HOST_PREFIX, '')
      return next(args)
    },
    { step: 'build', name: 'withoutHostPrefix' },
  )
}

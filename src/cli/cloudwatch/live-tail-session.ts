import type { CloudWatchLogsClient, LiveTailSessionUpdate } from '@aws-sdk/client-cloudwatch-logs'
import type { LogsSdk } from './client.ts'

/** What a session receives, and who gets it. */
interface Session {
  readonly logGroupIdentifiers: string[]
  readonly signal: AbortSignal
  /** Is called with each message. `undefined`: one without lines. */
  onMessage(update: LiveTailSessionUpdate | undefined): void
}

/** CloudWatch sends an update each second. After so long without one, the connection is dead. */
export const MAX_SILENCE_MS = 20_000

/**
 * Runs a session of Live Tail to its end.
 * @returns why it ended
 */
export async function runSession(
  { client, sdk }: { readonly client: CloudWatchLogsClient; readonly sdk: LogsSdk },
  { logGroupIdentifiers, signal, onMessage }: Session,
): Promise<unknown> {
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(), MAX_SILENCE_MS)
  try {
    const command = new sdk.StartLiveTailCommand({ logGroupIdentifiers })
    const abortSignal = AbortSignal.any([signal, silence.signal])
    const { responseStream = [] } = await client.send(command, { abortSignal })
    for await (const { sessionUpdate } of responseStream) {
      timer.refresh()
      onMessage(sessionUpdate)
    }
    return new Error('CloudWatch closed it')
  } catch (cause) {
    if (!silence.signal.aborted) return cause
    return new Error(`nothing came for ${MAX_SILENCE_MS / 1000} s`, { cause })
  } finally {
    clearTimeout(timer)
  }
}

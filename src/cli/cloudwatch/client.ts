import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { CliError } from '../cli-error.ts'
import { loadPeer } from '../load-peer.ts'

/** CloudWatch takes ten calls a second. With all attempts, a call waits about half a minute. */
const MAX_ATTEMPTS = 8

/** The AWS SDK for CloudWatch Logs. */
export type LogsSdk = typeof import('@aws-sdk/client-cloudwatch-logs')

/** Where a client reads, and as whom. */
export interface AwsAccess {
  /** Default: that of the SDK. */
  readonly region: string | undefined
  /** A profile of the shared configuration files. Default: that of the SDK. */
  readonly profile: string | undefined
  /** How often the SDK tries a call. Default: 8. */
  readonly maxAttempts?: number
}

/** Runs a function with a client of CloudWatch Logs, and closes the client. */
export async function withCloudWatch<T>(
  { region, profile, maxAttempts = MAX_ATTEMPTS }: AwsAccess,
  run: (client: CloudWatchLogsClient, sdk: LogsSdk) => Promise<T>,
): Promise<T> {
  const sdk = await loadSdk()
  const client = new sdk.CloudWatchLogsClient({
    maxAttempts,
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
  })
  try {
    return await run(client, sdk)
  } catch (error) {
    throw asCliError(error) ?? error
  } finally {
    client.destroy()
  }
}

function loadSdk(): Promise<LogsSdk> {
  const name = '@aws-sdk/client-cloudwatch-logs'
  const peer = { name, need: 'Log groups need the AWS SDK' }
  return loadPeer(peer, () => import('@aws-sdk/client-cloudwatch-logs'))
}

/** What the system says of hosts that can't be reached. */
const UNREACHABLE =
  /^(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE)$/

/** Converts AWS's refusals, and missing credentials, regions or networks, to errors without a stack. */
function asCliError(error: unknown): CliError | undefined {
  const { name, message = '', code, $fault } = error as Partial<Record<string, string>>
  if (UNREACHABLE.test(code ?? ''))
    return new CliError(`CloudWatch can't be reached: ${message || code}`, { cause: error })
  if (message.startsWith('Region is missing'))
    return new CliError('CloudWatch needs a region: pass --region, or set AWS_REGION', {
      cause: error,
    })
  if ($fault === undefined && name !== 'CredentialsProviderError') return undefined
  return new CliError(`CloudWatch: ${name}: ${message}`, { cause: error })
}

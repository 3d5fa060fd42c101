import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { CliError } from '../cli-error.ts'

/** CloudWatch answers ten calls a second; with all attempts a call waits for about half a minute. */
const ATTEMPTS = 8

/** Opens a client of CloudWatch Logs, runs what needs it, and closes it. */
export async function withCloudWatch<T>(
  region: string | undefined,
  run: (client: CloudWatchLogsClient) => Promise<T>,
): Promise<T> {
  const { CloudWatchLogsClient } = await loadSdk()
  const client = new CloudWatchLogsClient({
    maxAttempts: ATTEMPTS,
    ...(region === undefined ? {} : { region }),
  })
  try {
    return await run(client)
  } catch (error) {
    throw asCliError(error) ?? error
  } finally {
    client.destroy()
  }
}

async function loadSdk(): Promise<typeof import('@aws-sdk/client-cloudwatch-logs')> {
  try {
    return await import('@aws-sdk/client-cloudwatch-logs')
  } catch (cause) {
    const advice = 'npm install -D @aws-sdk/client-cloudwatch-logs'
    throw new CliError(`Log groups are queried with AWS's SDK: ${advice}`, { cause })
  }
}

/** What AWS refused, or why it can't be asked, in a line. */
function asCliError(error: unknown): CliError | undefined {
  const { name, message = '', $fault } = error as Partial<Record<string, string>>
  if (message.startsWith('Region is missing'))
    return new CliError('CloudWatch has a region: name it with --region, or set AWS_REGION', {
      cause: error,
    })
  if ($fault === undefined && name !== 'CredentialsProviderError') return undefined
  return new CliError(`CloudWatch: ${name}: ${message}`, { cause: error })
}

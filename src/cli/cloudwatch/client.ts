import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { CliError } from '../cli-error.ts'

/** CloudWatch takes ten calls a second. With all attempts, a call waits about half a minute. */
const MAX_ATTEMPTS = 8

/** Runs a function with a client of CloudWatch Logs, and closes the client. */
export async function withCloudWatch<T>(
  region: string | undefined,
  run: (client: CloudWatchLogsClient) => Promise<T>,
): Promise<T> {
  const { CloudWatchLogsClient } = await loadSdk()
  const client = new CloudWatchLogsClient({
    maxAttempts: MAX_ATTEMPTS,
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
    const remedy = 'npm install --save-dev @aws-sdk/client-cloudwatch-logs'
    throw new CliError(`Queries over log groups need the AWS SDK: ${remedy}`, { cause })
  }
}

/** Converts AWS's refusals, and missing credentials or regions, to errors without a stack. */
function asCliError(error: unknown): CliError | undefined {
  const { name, message = '', $fault } = error as Partial<Record<string, string>>
  if (message.startsWith('Region is missing'))
    return new CliError('CloudWatch needs a region: pass --region, or set AWS_REGION', {
      cause: error,
    })
  if ($fault === undefined && name !== 'CredentialsProviderError') return undefined
  return new CliError(`CloudWatch: ${name}: ${message}`, { cause: error })
}

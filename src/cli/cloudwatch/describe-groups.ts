import type {
  CloudWatchLogsClient,
  DescribeLogGroupsCommandInput,
  LogGroup,
} from '@aws-sdk/client-cloudwatch-logs'
import type { LogsSdk } from './client.ts'

/** A client, and the SDK that it is of. */
export interface Logs {
  readonly client: CloudWatchLogsClient
  readonly sdk: LogsSdk
  readonly signal: AbortSignal
}

/** Returns what CloudWatch says of log groups, by their names or ARNs. Those that don't exist are left out. */
export async function describeGroups(logs: Logs, names: readonly string[]): Promise<LogGroup[]> {
  const found = await Promise.all(names.map((name) => describeOne(logs, name)))
  return found.filter((group) => group !== undefined)
}

async function describeOne(logs: Logs, name: string): Promise<LogGroup | undefined> {
  const short = /^arn:.*?:log-group:([^:]+)/.exec(name)?.[1]
  const own = await send(logs, { logGroupNamePrefix: short ?? name })
  const group = own.find(({ logGroupName }) => logGroupName === (short ?? name))
  if (group !== undefined || short === undefined) return group
  // Of another account, which the credentials' account monitors.
  return (await send(logs, { logGroupIdentifiers: [name] }))[0]
}

async function send(
  { client, sdk, signal }: Logs,
  input: DescribeLogGroupsCommandInput,
): Promise<readonly LogGroup[]> {
  const command = new sdk.DescribeLogGroupsCommand(input)
  const { logGroups = [] } = await client.send(command, { abortSignal: signal })
  return logGroups
}

import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs'
import { CliError } from '../cli-error.ts'
import { byRegion } from './by-region.ts'
import { type AwsAccess, withCloudWatch } from './client.ts'
import { describeGroups, type Logs } from './describe-groups.ts'
import { TAIL_ATTEMPTS, type TailedGroups } from './live-tail.ts'

/** What is tailed. */
export interface TailChoice extends AwsAccess {
  /** Names or ARNs. */
  readonly logGroups: readonly string[]
  /** Parts of names, such as that of a service. */
  readonly allOf: readonly string[]
  readonly signal: AbortSignal
}

/** A session takes no more. */
export const MAX_IN_SESSION = 10
/** More sessions cost more, and an account may have 15 of them. */
export const MAX_GROUPS = 50

/**
 * Finds the ARNs of log groups, in lists for one session each.
 * @throws CliError if a group doesn't exist or can't be tailed, or if there are too many
 */
export async function findTailed(choice: TailChoice): Promise<TailedGroups[]> {
  const { logGroups, allOf, region, profile, signal } = choice
  const named = await Promise.all(
    byRegion(logGroups, region).map(async (own) => {
      const names = own.logGroups.filter((name) => !name.startsWith('arn:'))
      const arns = own.logGroups.filter((name) => name.startsWith('arn:'))
      const found = await find({ region: own.region, profile }, signal, (logs) =>
        Promise.all(names.map((name) => findOne(logs, name))),
      )
      return { region: own.region, arns: [...arns, ...found] }
    }),
  )
  const parts = await find({ region, profile }, signal, async (logs) => {
    const lists = await Promise.all(allOf.map((part) => findAll(logs, part)))
    return lists.flat()
  })
  const arns = new Set([...named.flatMap((own) => own.arns), ...parts])
  if (arns.size > MAX_GROUPS) {
    throw new CliError(
      `Those are ${arns.size} log groups, and at most ${MAX_GROUPS} can be tailed: pass a longer part of their names`,
    )
  }
  return byRegion([...arns], region).flatMap((own) =>
    chunks(own.logGroups).map((some) => ({ region: own.region, profile, arns: some })),
  )
}

function find(
  access: AwsAccess,
  signal: AbortSignal,
  run: (logs: Logs) => Promise<string[]>,
): Promise<string[]> {
  return withCloudWatch({ ...access, maxAttempts: TAIL_ATTEMPTS }, (client, sdk) =>
    run({ client, sdk, signal }),
  )
}

async function findOne(logs: Logs, name: string): Promise<string> {
  const [group] = await describeGroups(logs, [name])
  const arn = group && arnOf(group)
  if (group === undefined || arn === undefined) {
    throw new CliError(`There is no log group ${name} in ${await logs.client.config.region()}`)
  }
  const { logGroupClass = 'STANDARD' } = group
  if (logGroupClass === 'STANDARD') return arn
  throw new CliError(`Live Tail reads the class STANDARD alone, and ${name} is ${logGroupClass}`)
}

/** Returns the groups whose names have a text as whole words: `shop` of `/aws/lambda/shop-dev-pay`. */
async function findAll({ client, sdk, signal }: Logs, part: string): Promise<string[]> {
  const input = { logGroupNamePattern: part, logGroupClass: 'STANDARD' } as const
  const pages = sdk.paginateDescribeLogGroups({ client }, input, { abortSignal: signal })
  const found: string[] = []
  for await (const { logGroups = [] } of pages) {
    const own = logGroups.filter(({ logGroupName = '' }) => hasWords(logGroupName, part))
    found.push(...own.flatMap((group) => arnOf(group) ?? []))
  }
  if (found.length > 0) return found
  const region = await client.config.region()
  throw new CliError(`No log group of the class STANDARD in ${region} has ${part} in its name`)
}

function hasWords(name: string, part: string): boolean {
  return ` ${name.replaceAll(/[/_.#-]/g, ' ')} `.includes(` ${part.replaceAll(/[/_.#-]/g, ' ')} `)
}

function arnOf({ logGroupArn, arn }: LogGroup): string | undefined {
  return logGroupArn ?? arn?.replace(/:\*$/, '')
}

function chunks(arns: readonly string[]): string[][] {
  const count = Math.ceil(arns.length / MAX_IN_SESSION)
  return Array.from({ length: count }, (_, index) => {
    return arns.slice(index * MAX_IN_SESSION, (index + 1) * MAX_IN_SESSION)
  })
}

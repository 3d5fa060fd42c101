import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { currentTrace } from 'hoptrace'
import { count, required } from './environment.ts'
import { Failure } from './failure.ts'
import { isConditionError, tables } from './tables.ts'
import type { User } from './tokens.ts'

const WINDOW_SECONDS = 60
const DEFAULT_REQUESTS = 20

/**
 * Counts a request of a user of a tenant. The limit is `REQUESTS_PER_MINUTE` for each operation.
 * @throws Failure 429 if there were too many in a minute
 */
export async function limitRate(operation: string, { tenantId, userId }: User): Promise<void> {
  const rateId = JSON.stringify([operation, tenantId, userId])
  const limit = count('REQUESTS_PER_MINUTE') ?? DEFAULT_REQUESTS
  const isAllowed = await currentTrace().check(
    'api-rate-limit',
    async () => (await countRequest(rateId)) <= limit,
  )
  if (!isAllowed) throw new Failure(429, 'TOO_MANY_REQUESTS', 'Too many requests in a minute')
}

/** Returns how many requests there were in the window that the first of them began. */
async function countRequest(rateId: string): Promise<number> {
  const now = Math.floor(Date.now() / 1000)
  const added = await update(rateId, {
    UpdateExpression: 'ADD requests :one SET expiresAt = if_not_exists(expiresAt, :end)',
    ExpressionAttributeValues: { ':one': 1, ':end': now + WINDOW_SECONDS },
  })
  if (added.expiresAt > now) return added.requests
  try {
    const first = await update(rateId, {
      UpdateExpression: 'SET requests = :one, expiresAt = :end',
      ConditionExpression: 'expiresAt = :over',
      ExpressionAttributeValues: {
        ':one': 1,
        ':end': now + WINDOW_SECONDS,
        ':over': added.expiresAt,
      },
    })
    return first.requests
  } catch (error) {
    // Another request has begun the next window.
    if (isConditionError(error)) return countRequest(rateId)
    throw error
  }
}

/** The requests of one user. `expiresAt` is the end of the window, in seconds since the epoch. */
interface Rate {
  readonly requests: number
  readonly expiresAt: number
}

type Change = Pick<
  UpdateCommand['input'],
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeValues'
>

async function update(rateId: string, change: Change): Promise<Rate> {
  const command = new UpdateCommand({
    TableName: required('RATES_TABLE'),
    Key: { rateId },
    ReturnValues: 'ALL_NEW',
    ...change,
  })
  return (await tables.send(command)).Attributes as Rate
}

import { setTimeout as pause } from 'node:timers/promises'
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb'
import { tables } from './tables.ts'

type Items = NonNullable<TransactWriteCommandInput['TransactItems']>

/** Why an item cancelled a transaction. The code is `None` for the others. */
interface Reason {
  readonly Code?: string
  /** The item as it was, in DynamoDB's own form. */
  readonly Item?: Readonly<Record<string, { readonly BOOL?: boolean }>>
}

const ATTEMPTS = 5
const PAUSE_MS = 50

/**
 * Writes all items, or none. Conflicts with another transaction are retried: the SDK does not do that.
 * @returns the reasons, in the order of the items, if a condition does not hold
 */
export async function transact(items: Items): Promise<readonly Reason[] | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await tables.send(new TransactWriteCommand({ TransactItems: items }))
      return undefined
    } catch (error) {
      const reasons = reasonsOf(error)
      if (isDecided(reasons)) return reasons
      const isConflict = reasons.some(({ Code }) => Code === 'TransactionConflict')
      if (!isConflict || attempt === ATTEMPTS) throw error
      await pause(PAUSE_MS * attempt * Math.random())
    }
  }
}

/** Whether conditions alone cancelled a transaction. Beside a conflict, they may hold a moment later. */
function isDecided(reasons: readonly Reason[]): boolean {
  const others = reasons.filter(({ Code }) => Code !== 'None')
  return others.length > 0 && others.every(isConditionFailed)
}

interface CanceledTransaction extends Error {
  readonly CancellationReasons?: readonly Reason[]
}

/** Whether an item's condition did not hold. */
export function isConditionFailed(reason: Reason | undefined): boolean {
  return reason?.Code === 'ConditionalCheckFailed'
}

function reasonsOf(error: unknown): readonly Reason[] {
  const { name, CancellationReasons = [] } = error as CanceledTransaction
  return name === 'TransactionCanceledException' ? CancellationReasons : []
}

import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { required } from './environment.ts'
import { isConditionError, tables } from './tables.ts'
import { isConditionFailed, transact } from './transact.ts'

/** How a debit ended. `returned`: the job's credit was given back before. */
export type DebitResult = 'debited' | 'exhausted' | 'returned'

const KEPT_SECONDS = 30 * 86_400

/** Takes one credit from a tenant for a job. A job is debited once, however often this is called. */
export async function takeCredit(tenantId: string, jobId: string): Promise<DebitResult> {
  const reasons = await transact([
    {
      Put: {
        TableName: required('DEBITS_TABLE'),
        Item: debit(tenantId, jobId, false),
        ConditionExpression: 'attribute_not_exists(debitId)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
    changeOf(tenantId, -1),
  ])
  const [known] = reasons ?? []
  // First: a tenant whose last credit this job took has none left.
  if (isConditionFailed(known)) return known?.Item?.isReturned?.BOOL ? 'returned' : 'debited'
  return reasons === undefined ? 'debited' : 'exhausted'
}

/**
 * Gives back the credit that a tenant paid for a job, at most once. A debit of the job that arrives
 * later takes nothing.
 * @returns whether a credit was given back
 */
export async function returnCredit(tenantId: string, jobId: string): Promise<boolean> {
  if (await giveBack(tenantId, jobId)) return true
  const isForestalled = await putReturned(tenantId, jobId)
  // The job was debited after all, or its credit was given back before.
  return isForestalled ? false : giveBack(tenantId, jobId)
}

async function giveBack(tenantId: string, jobId: string): Promise<boolean> {
  const { debitId } = debit(tenantId, jobId, true)
  const reasons = await transact([
    {
      Update: {
        TableName: required('DEBITS_TABLE'),
        Key: { debitId },
        UpdateExpression: 'SET isReturned = :true',
        ConditionExpression: 'isReturned = :false',
        ExpressionAttributeValues: { ':true': true, ':false': false },
      },
    },
    changeOf(tenantId, 1),
  ])
  return reasons === undefined
}

/** Marks a job as returned that was not debited. Returns `false` if it was. */
async function putReturned(tenantId: string, jobId: string): Promise<boolean> {
  const command = new PutCommand({
    TableName: required('DEBITS_TABLE'),
    Item: debit(tenantId, jobId, true),
    ConditionExpression: 'attribute_not_exists(debitId)',
  })
  try {
    await tables.send(command)
    return true
  } catch (error) {
    if (!isConditionError(error)) throw error
    return false
  }
}

function debit(tenantId: string, jobId: string, isReturned: boolean) {
  const expiresAt = Math.floor(Date.now() / 1000) + KEPT_SECONDS
  return { debitId: `${jobId} ${tenantId}`, isReturned, expiresAt }
}

/** Changes a tenant's credits by an amount. They don't become fewer than 0. */
function changeOf(tenantId: string, amount: number) {
  return {
    Update: {
      TableName: required('CREDITS_TABLE'),
      Key: { tenantId },
      UpdateExpression: 'SET balance = balance + :amount',
      ConditionExpression: 'balance >= :needed',
      ExpressionAttributeValues: { ':amount': amount, ':needed': Math.max(0, -amount) },
    },
  }
}

import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { traceClient } from 'hoptrace/aws'
import { required } from './environment.ts'

const tables = traceClient(DynamoDBDocumentClient.from(new DynamoDBClient({})))

/** A picture whose background was removed. */
export interface Job {
  readonly jobId: string
  readonly tenantId: string
  readonly userId: string
  readonly status: 'done'
  /** RFC 3339. */
  readonly createdAt: string
}

/** Stores a job. */
export async function putJob(job: Job): Promise<void> {
  await tables.send(new PutCommand({ TableName: required('JOBS_TABLE'), Item: job }))
}

/** Returns a job by its id; `undefined` if there is none. */
export async function getJob(jobId: string): Promise<Job | undefined> {
  const command = new GetCommand({ TableName: required('JOBS_TABLE'), Key: { jobId } })
  return (await tables.send(command)).Item as Job | undefined
}

/**
 * Changes a tenant's credits by an amount, which may be negative. Returns the new balance.
 * @throws ConditionalCheckFailedException if the tenant has too few credits
 */
export async function addCredits(tenantId: string, amount: number): Promise<number> {
  const { Attributes } = await tables.send(
    new UpdateCommand({
      TableName: required('CREDITS_TABLE'),
      Key: { tenantId },
      UpdateExpression: 'SET balance = balance + :amount',
      ConditionExpression: 'balance >= :needed',
      ExpressionAttributeValues: { ':amount': amount, ':needed': Math.max(0, -amount) },
      ReturnValues: 'UPDATED_NEW',
    }),
  )
  return Attributes?.balance as number
}

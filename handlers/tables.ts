import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { traceClient } from 'hoptrace/aws'
import { required } from './environment.ts'

const tables = DynamoDBDocumentClient.from(traceClient(new DynamoDBClient({})))

/** A picture that was worked on. */
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

/** A job by its id. */
export async function getJob(jobId: string): Promise<Job | undefined> {
  const command = new GetCommand({ TableName: required('JOBS_TABLE'), Key: { jobId } })
  return (await tables.send(command)).Item as Job | undefined
}

/**
 * Adds to a tenant's credits, or takes from them, and returns the new balance.
 * @throws ConditionalCheckFailedException when the tenant has too few
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

import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { traceClient } from 'hoptrace/aws'
import { required } from './environment.ts'

/** The client of all tables. */
export const tables = traceClient(DynamoDBDocumentClient.from(new DynamoDBClient({})))

/** Whether a write failed because its condition did not hold. */
export function isConditionError(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException'
}

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

import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { type Credits, openCredits } from './credits.ts'
import { type Bedrock, startBedrock } from './stand-ins/bedrock.ts'
import { createTableCommand, type DynamoDb, startDynamoDb } from './stand-ins/dynamodb.ts'
import { startS3 } from './stand-ins/s3.ts'
import { startXrayDaemon, type XrayDaemon } from './stand-ins/xray-daemon.ts'

/** Stand-ins for the AWS services that the bg-remover uses. */
export interface Cloud {
  /** The environment variables with which AWS clients find the stand-ins. */
  readonly env: Readonly<Record<string, string>>
  readonly bedrock: Bedrock
  readonly dynamoDb: DynamoDb
  readonly credits: Credits
  readonly xray: XrayDaemon
  stop(): Promise<void>
}

/** The names that serverless.yml gives its resources in the stage `local`. */
const RESOURCE_NAMES = {
  results: 'bg-remover-local-results',
  jobs: 'bg-remover-local-jobs',
  credits: 'bg-remover-local-credits',
  debits: 'bg-remover-local-debits',
  rates: 'bg-remover-local-rates',
}

const REGION = 'us-east-1'
const KEYS = { accessKeyId: 'local', secretAccessKey: 'local' }

/** Starts the stand-ins, and creates the bucket and the tables of serverless.yml in them. */
export async function startCloud(): Promise<Cloud> {
  const [s3, dynamoDb, bedrock, xray] = await Promise.all([
    startS3(),
    startDynamoDb(),
    startBedrock(),
    startXrayDaemon(),
  ])
  const options = { region: REGION, credentials: KEYS }
  const buckets = new S3Client({ ...options, endpoint: s3.url, forcePathStyle: true })
  const tables = new DynamoDBClient({ ...options, endpoint: dynamoDb.url })
  await Promise.all([
    buckets.send(new CreateBucketCommand({ Bucket: RESOURCE_NAMES.results })),
    tables.send(createTableCommand(RESOURCE_NAMES.jobs, 'jobId')),
    tables.send(createTableCommand(RESOURCE_NAMES.credits, 'tenantId')),
    tables.send(createTableCommand(RESOURCE_NAMES.debits, 'debitId')),
    tables.send(createTableCommand(RESOURCE_NAMES.rates, 'rateId')),
  ])
  return {
    env: {
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
      // Overrides the credentials of the machine.
      AWS_SESSION_TOKEN: '',
      AWS_PROFILE: '',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ENDPOINT_URL_S3: s3.url,
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url,
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrock.url,
      AWS_XRAY_TRACING_ENABLED: 'true',
      AWS_XRAY_DAEMON_ADDRESS: xray.address,
    },
    bedrock,
    dynamoDb,
    credits: openCredits(tables, RESOURCE_NAMES.credits),
    xray,
    async stop() {
      buckets.destroy()
      tables.destroy()
      await Promise.all([s3.stop(), dynamoDb.stop(), bedrock.stop(), xray.stop()])
    },
  }
}

import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { traceClient } from 'hoptrace/aws'
import { required } from './environment.ts'

const s3 = traceClient(new S3Client({}))
const URL_SECONDS = 3600

/** Stores the picture that is a job's result. */
export async function putResult(jobId: string, png: Uint8Array): Promise<void> {
  await s3.send(
    new PutObjectCommand({
      Bucket: required('RESULTS_BUCKET'),
      Key: resultKey(jobId),
      Body: png,
      ContentType: 'image/png',
    }),
  )
}

/** Returns a URL of a job's result that is valid for an hour. */
export function resultUrl(jobId: string): Promise<string> {
  const command = new GetObjectCommand({
    Bucket: required('RESULTS_BUCKET'),
    Key: resultKey(jobId),
  })
  return getSignedUrl(s3, command, { expiresIn: URL_SECONDS })
}

function resultKey(jobId: string): string {
  return `results/${jobId}.png`
}

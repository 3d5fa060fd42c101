import AWSXRay from 'aws-xray-sdk-core'
import { CALLS, callingWith, createClient } from '../aws-calls.ts'

/** Sends a segment per request, with a subsegment per call, to the daemon's address. */
export const handler = callingWith(AWSXRay.captureAWSv3Client(createClient()), (calls) =>
  AWSXRay.getNamespace().runPromise(async () => {
    const segment = new AWSXRay.Segment('bg-remover')
    AWSXRay.setSegment(segment)
    await calls()
    if (segment.subsegments?.length !== CALLS) throw new Error('X-Ray saw other calls')
    segment.close()
  }),
)

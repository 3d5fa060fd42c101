import AWSXRay from 'aws-xray-sdk-core'
import { CALLS, callingWith, createClient } from '../aws-calls.ts'

/** A subsegment of each call, sent to where a daemon would be, with its request's segment. */
export const handler = callingWith(AWSXRay.captureAWSv3Client(createClient()), (calls) =>
  AWSXRay.getNamespace().runPromise(async () => {
    const segment = new AWSXRay.Segment('bg-remover')
    AWSXRay.setSegment(segment)
    await calls()
    if (segment.subsegments?.length !== CALLS) throw new Error('X-Ray saw other calls')
    segment.close()
  }),
)

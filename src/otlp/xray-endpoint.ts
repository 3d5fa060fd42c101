import { environment } from '../core/platform/environment.ts'
import type { Destination } from './post.ts'
import { type AwsCredentials, signedHeaders } from './signer.ts'

type Common = Pick<Destination, 'isCompressed' | 'timeoutMs'>

/**
 * Returns AWS's own endpoint of the region, to which requests are signed with `@smithy/signature-v4`.
 * @throws TypeError if the environment names no region
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-OTLPEndpoint.html
 */
export function xrayDestination(
  path: string,
  common: Common,
  credentials: (() => Promise<AwsCredentials>) | undefined,
): Destination {
  const region = environment('AWS_REGION') ?? environment('AWS_DEFAULT_REGION')
  if (region === undefined)
    throw new TypeError("hoptrace: otlp.endpoint 'xray' needs the variable AWS_REGION")
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  // The variable of AWS's SDKs: an endpoint of a VPC, or a stand-in.
  const endpoint = environment('AWS_ENDPOINT_URL_XRAY') ?? `https://xray.${region}.${domain}`
  const url = new URL(path, endpoint)
  const headers: Destination['headers'] = (body) =>
    signedHeaders({ service: 'xray', region, credentials }, url, body)
  return { ...common, url: url.href, headers }
}

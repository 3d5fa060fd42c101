import { environment } from '../core/platform/environment.ts'
import { builtin } from '../core/platform/node.ts'
import type { Destination } from './post.ts'

/** What AWS requests are signed with. */
export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

type Common = Pick<Destination, 'isCompressed' | 'timeoutMs'>

/**
 * Returns AWS's own endpoint of the region, to which requests are signed with `@smithy/signature-v4`.
 * @throws TypeError if the environment names no region
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-OTLPEndpoint.html
 */
export function xrayDestination(
  path: string,
  common: Common,
  credentials: () => Promise<AwsCredentials> = environmentCredentials,
): Destination {
  const region = environment('AWS_REGION') ?? environment('AWS_DEFAULT_REGION')
  if (region === undefined)
    throw new TypeError("hoptrace: otlp.endpoint 'xray' needs the variable AWS_REGION")
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  // The variable of AWS's SDKs: an endpoint of a VPC, or a stand-in.
  const endpoint = environment('AWS_ENDPOINT_URL_XRAY') ?? `https://xray.${region}.${domain}`
  const url = new URL(path, endpoint)
  const headers: Destination['headers'] = async (body) => {
    const { SignatureV4 } = await import('@smithy/signature-v4')
    const signer = new SignatureV4({ service: 'xray', region, credentials, sha256: Sha256 })
    const { protocol, hostname, host } = url
    const request = { method: 'POST', protocol, hostname, path, headers: { host }, body }
    const { headers: signed } = await signer.sign(request)
    // `fetch` sets `host` itself.
    return Object.fromEntries(Object.entries(signed).filter(([name]) => name !== 'host'))
  }
  return { ...common, url: url.href, headers }
}

async function environmentCredentials(): Promise<AwsCredentials> {
  const accessKeyId = environment('AWS_ACCESS_KEY_ID')
  const secretAccessKey = environment('AWS_SECRET_ACCESS_KEY')
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw new Error('there are no credentials in the environment')
  const sessionToken = environment('AWS_SESSION_TOKEN')
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) }
}

/** The hash that the signer asks for, by Node's own module. */
class Sha256 {
  readonly #hash: { update(data: Uint8Array): unknown; digest(): Uint8Array } | undefined

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = builtin((get) => {
      const { createHash, createHmac } = get('node:crypto')
      return secret === undefined
        ? createHash('sha256')
        : createHmac('sha256', typeof secret === 'string' ? secret : bytesOf(secret))
    })
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash?.update(typeof data === 'string' ? new TextEncoder().encode(data) : bytesOf(data))
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash?.digest() ?? new Uint8Array()
  }

  reset(): void {
    // The signer makes a new object for each hash.
  }
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data)
}

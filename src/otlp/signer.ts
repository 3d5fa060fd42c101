import { environment } from '../core/platform/environment.ts'
import { builtin } from '../core/platform/node.ts'

/** What AWS requests are signed with. */
export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** A service of AWS in a region. */
export interface AwsService {
  readonly service: string
  readonly region: string
  readonly credentials?: (() => Promise<AwsCredentials>) | undefined
}

/** Returns the headers of a POST request to AWS: those that are given, and the signature. */
export async function signedHeaders(
  { service, region, credentials = environmentCredentials }: AwsService,
  { protocol, hostname, host, pathname: path }: URL,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const { SignatureV4 } = await import('@smithy/signature-v4')
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 })
  const request = { method: 'POST', protocol, hostname, path, headers: { ...headers, host }, body }
  const { headers: signed } = await signer.sign(request)
  // `fetch` sets `host` itself.
  return Object.fromEntries(Object.entries(signed).filter(([name]) => name !== 'host'))
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

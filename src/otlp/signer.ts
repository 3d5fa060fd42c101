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
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 as never })
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

/** The constructor of a hash that the signer asks for. Node's own hashes have its methods. */
function Sha256(secret?: string | NodeJS.ArrayBufferView): object | undefined {
  return builtin((get) => {
    const { createHash, createHmac } = get('node:crypto')
    return secret === undefined ? createHash('sha256') : createHmac('sha256', secret)
  })
}

import { environment } from '../core/platform/environment.ts'
import { parsePairs } from './resource.ts'
import { type AwsCredentials, signedHeaders } from './signer.ts'

type Headers = Readonly<Record<string, string>>

const TIMEOUT_MS = 5_000

/**
 * Reads headers from a secret of AWS Secrets Manager: a JSON object of names and values, or
 * `name=value,name=value`.
 * @throws Error if the secret can't be read, or holds something else. The message doesn't show it
 */
export async function readHeadersSecret(
  arn: string,
  credentials: (() => Promise<AwsCredentials>) | undefined,
): Promise<Headers> {
  const [, , , region = ''] = arn.split(':')
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  const url = new URL(
    environment('AWS_ENDPOINT_URL_SECRETS_MANAGER') ?? `https://secretsmanager.${region}.${domain}`,
  )
  const body = JSON.stringify({ SecretId: arn })
  const headers = await signedHeaders(
    { service: 'secretsmanager', region, credentials },
    url,
    body,
    {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'secretsmanager.GetSecretValue',
    },
  )
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const response = await fetch(url, { method: 'POST', headers, body, signal })
  if (!response.ok) throw new Error(`hoptrace: AWS answered ${response.status} for ${arn}`)
  const { SecretString } = (await response.json()) as { readonly SecretString?: unknown }
  const read = headersIn(String(SecretString))
  if (read === undefined) throw new Error(`hoptrace: ${arn} must hold names and values of headers`)
  return read
}

function headersIn(text: string): Headers | undefined {
  try {
    const headers = text.trimStart().startsWith('{') ? JSON.parse(text) : parsePairs(text)
    return Object.fromEntries(new Headers(headers))
  } catch {
    return undefined
  }
}

import { environment } from '../platform/environment.ts'

/** Variables with the addresses of Lambda, of credentials and of the X-Ray daemon. */
const VARIABLES = [
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_XRAY_DAEMON_ADDRESS',
]

/**
 * Returns whether a host is the platform itself: Lambda's runtime and extensions, credentials and
 * metadata, the X-Ray daemon. Requests to these are nobody's calls.
 */
export function platformHosts(): (host: string) => boolean {
  const addresses = VARIABLES.flatMap((name) => environment(name)?.split(/\s|\/|tcp:|udp:/) ?? [])
  const hosts = new Set(['127.0.0.1:2000', ...addresses])
  return (host) => hosts.has(host) || /^(?:169\.254\.|\[f(?:d00:ec2|e80):)/.test(host)
}

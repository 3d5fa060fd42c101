import { afterEach, describe, expect, it, vi } from 'vitest'
import { platformHosts } from '../../../src/core/calls/platform-hosts.ts'

afterEach(() => void vi.unstubAllEnvs())

describe('the hosts of the platform', () => {
  it.each(['169.254.169.254', '169.254.170.2', '169.254.79.129:2000', '[fd00:ec2::254]'])(
    'are %s, whose requests are nobody’s calls',
    (host) => {
      expect(platformHosts()(host)).toBe(true)
    },
  )

  it.each([
    ['AWS_LAMBDA_RUNTIME_API', '127.0.0.1:9001', '127.0.0.1:9001'],
    ['AWS_XRAY_DAEMON_ADDRESS', 'tcp:10.0.0.7:2100 udp:10.0.0.8:2100', '10.0.0.7:2100'],
    ['AWS_CONTAINER_CREDENTIALS_FULL_URI', 'http://localhost:1338/credentials', 'localhost:1338'],
  ])('are named by %s=%s', (name, value, host) => {
    vi.stubEnv(name, value)
    expect(platformHosts()(host)).toBe(true)
    vi.stubEnv(name, '')
    expect(platformHosts()(host)).toBe(false)
  })

  it('are no others', () => {
    const isOfPlatform = platformHosts()
    expect(['api.example.com', '127.0.0.1:3000', '10.169.254.1'].filter(isOfPlatform)).toEqual([])
  })
})

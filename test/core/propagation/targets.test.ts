import { describe, expect, it } from 'vitest'
import { isTarget } from '../../../src/core/propagation/targets.ts'

describe('the hosts of propagateTo', () => {
  it.each([
    ['https://api.example.com/x', ['api.example.com'], true],
    ['http://localhost:3000/', ['localhost:3000'], true],
    ['http://localhost:3000/', ['localhost'], true],
    ['http://localhost:3000/', ['localhost:4000'], false],
    ['https://a.b.example.com/', ['*.example.com'], true],
    ['https://example.com/', ['*.example.com'], false],
    ['https://evilexample.com/', ['*.example.com', 'example.com'], false],
    ['https://api.example.com.evil.org/', ['api.example.com'], false],
    ['https://evil.org/api.example.com', [/example\.com/], false],
    ['http://10.0.0.7/', [/^10\./g], true],
    ['https://api.example.com/', ['api.example.com:443'], true],
    ['http://api.example.com/', ['api.example.com:443'], false],
    ['https://API.example.com/', ['Api.Example.com'], true],
    ['https://xn--mnchen-3ya.example/', ['münchen.example'], true],
    ['https://a.example.com:8443/', ['*.example.com:8443'], true],
    ['https://a.example.com/', ['*.example.com:8443'], false],
    ['http://[::1]:3000/', ['[::1]'], true],
    ['http://[::1]:3000/', ['[::1]:3000'], true],
    ['https://api.example.com/v2/x', ['https://api.example.com/v1?key=1'], true],
    ['https://api.example.com/', ['HTTPS://api.example.com:443'], true],
    ['http://api.example.com/', ['https://api.example.com'], false],
    ['https://api.example.com:8443/', ['https://api.example.com'], false],
    ['https://api.example.com.evil.org/', ['https://api.example.com'], false],
    ['https://api.example.com@evil.org/', ['https://api.example.com'], false],
    ['https://a.example.com/', ['https://*.example.com/'], true],
    ['http://localhost:3000/', ['http://localhost:3000/'], true],
    ['data:,x', ['a.example', 'https://a.example'], false],
    ['https://a.example/', [], false],
    ['https://a.example/', undefined, true],
  ])('include the host of a URL: %s with %j is %s', (url, targets, told) => {
    expect(isTarget(new URL(url), targets)).toBe(told)
    expect(isTarget(new URL(url), targets)).toBe(told)
  })

  it('include no URL that can’t be parsed', () => {
    expect(isTarget(undefined, ['a.example'])).toBe(false)
  })
})

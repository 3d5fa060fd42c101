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

import { describe, expect, it } from 'vitest'
import {
  withActionTracing,
  withApiTracing,
  withProxyTracing,
  withTracing,
} from '../../../src/next/index.ts'

describe('a handler that is not a function', () => {
  it.each<[string, () => unknown, string]>([
    ['withTracing', () => withTracing(undefined as never), 'undefined'],
    ['withApiTracing', () => withApiTracing({ action: 'a' } as never), 'object'],
    ['withActionTracing', () => withActionTracing('save', 'save' as never), "'save'"],
    ['withProxyTracing', () => withProxyTracing({} as never, {}), 'object'],
    ['withProxyTracing', () => withProxyTracing(null as never), 'null'],
  ])('makes %s throw a TypeError at set-up', (name, setUp, shown) => {
    expect(setUp).toThrow(
      new TypeError(`hoptrace: ${name} takes a function before the options, got ${shown}`),
    )
  })

  it('is optional for a proxy', () => {
    expect(withProxyTracing(undefined, { service: 'shop' })).toBeTypeOf('function')
    expect(withProxyTracing({ service: 'shop' })).toBeTypeOf('function')
  })

  it('does not hide wrong options of a proxy', () => {
    expect(() => withProxyTracing({ servise: 'shop' } as never)).toThrow(
      "hoptrace: unknown option 'servise'",
    )
  })
})

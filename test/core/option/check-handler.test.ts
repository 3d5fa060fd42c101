import { describe, expect, it } from 'vitest'
import {
  createTraceContext,
  withActionTracing,
  withApiTracing,
  withProxyTracing,
  withTracing,
} from '../../../src/next/index.ts'

describe('a handler that is no function', () => {
  it.each<[string, () => unknown, string]>([
    ['withTracing', () => withTracing(undefined as never), 'undefined'],
    ['withApiTracing', () => withApiTracing({ action: 'a' } as never), 'object'],
    ['withActionTracing', () => withActionTracing('save', 'save' as never), "'save'"],
    ['withProxyTracing', () => withProxyTracing({} as never, {}), 'object'],
    ['withProxyTracing', () => withProxyTracing(null as never), 'null'],
  ])('is refused at set-up by %s', (name, setUp, shown) => {
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

describe('createTraceContext', () => {
  it.each([undefined, null])('refuses %s', (init) => {
    expect(() => createTraceContext(init as never)).toThrow(
      new TypeError(`hoptrace: options must be an object, got ${init}`),
    )
  })
})

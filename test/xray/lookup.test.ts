import dns from 'node:dns'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { lookup } from '../../src/xray/lookup.ts'

type Callback = Parameters<typeof lookup>[2]

/** Replaces DNS with one that answers when `answer` is called. */
function startDns() {
  const asked = vi.spyOn(dns, 'lookup').mockReturnValue()
  const answer = (...given: Parameters<Callback>) => {
    const callback = asked.mock.lastCall?.at(-1) as Callback | undefined
    callback?.(...given)
  }
  return { asked, answer }
}

/** Looks a name up. Returns a list that gets the address, or the error's message. */
function lookUp(name: string): unknown[] {
  const results: unknown[] = []
  lookup(name, undefined, (error, address) => results.push(error?.message ?? address))
  return results
}

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('the lookup of the daemon’s name', () => {
  it('makes at most a thousand datagrams wait', () => {
    const { answer } = startDns()
    const results = Array.from({ length: 1_200 }, () => lookUp('slow.example'))
    expect(results.filter(([address]) => address !== undefined)).toHaveLength(200)
    answer(null, '10.0.0.7', 4)
    expect(results.flat()).toEqual([
      ...Array.from({ length: 1_000 }, () => '10.0.0.7'),
      ...Array.from({ length: 200 }, () => 'The daemon has no address'),
    ])
  })

  it('is asked for again after 30 seconds', () => {
    vi.useFakeTimers({ toFake: ['hrtime'] })
    const { asked, answer } = startDns()
    lookUp('daemon.example')
    answer(null, '10.0.0.7', 4)
    vi.advanceTimersByTime(29_999)
    lookUp('daemon.example')
    expect(asked).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(1)
    lookUp('daemon.example')
    expect(asked).toHaveBeenCalledTimes(2)
  })

  it('returns the last address if DNS no longer knows the name', () => {
    vi.useFakeTimers({ toFake: ['hrtime'] })
    const { asked, answer } = startDns()
    const first = lookUp('moved.example')
    answer(null, '10.0.0.7', 4)
    vi.advanceTimersByTime(60_000)
    const meanwhile = lookUp('moved.example')
    answer(new Error('ENOTFOUND'), undefined as never, 4)
    expect([first, meanwhile, lookUp('moved.example')]).toEqual([
      ['10.0.0.7'],
      ['10.0.0.7'],
      ['10.0.0.7'],
    ])
    expect(asked).toHaveBeenCalledTimes(2)
  })
})

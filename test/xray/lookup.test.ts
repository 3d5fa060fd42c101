import dns from 'node:dns'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { lookup } from '../../src/xray/lookup.ts'

type Found = Parameters<typeof lookup>[2]

/** DNS, which answers when it is told to. */
function startDns() {
  const asked = vi.spyOn(dns, 'lookup').mockReturnValue()
  const answer = (...given: Parameters<Found>) => {
    const found = asked.mock.lastCall?.at(-1) as Found | undefined
    found?.(...given)
  }
  return { asked, answer }
}

/** What somebody was told who looked the daemon up. */
function lookUp(name: string): unknown[] {
  const told: unknown[] = []
  lookup(name, undefined, (error, address) => told.push(error?.message ?? address))
  return told
}

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('the daemon’s name', () => {
  it('is waited for by a thousand datagrams at the most', () => {
    const { answer } = startDns()
    const told = Array.from({ length: 1_200 }, () => lookUp('slow.example'))
    expect(told.filter(([address]) => address !== undefined)).toHaveLength(200)
    answer(null, '10.0.0.7', 4)
    expect(told.flat()).toEqual([
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

  it('stands for the address that it had, where DNS no longer knows it', () => {
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

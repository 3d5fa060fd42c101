import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textFinder } from '../../src/lines/find-text.ts'

const digits = fc.string({ unit: fc.constantFrom('0', '1', 'é'), maxLength: 60 })
const wanted = fc.string({ unit: fc.constantFrom('0', '1', 'é'), minLength: 1, maxLength: 12 })

describe('a text', () => {
  it('is found at all of its places, whatever the sample has', () => {
    fc.assert(
      fc.property(digits, wanted, digits, (before, text, sample) => {
        const part = Buffer.from(`${before}${text}${text}${before}`)
        const needle = Buffer.from(text)
        const all = Array.from(part.keys()).filter((at) =>
          part.subarray(at, at + needle.length).equals(needle),
        )
        expect(textFinder(text, Buffer.from(sample))(part)).toEqual(all)
      }),
    )
  })

  it('is searched for by its rarest piece', () => {
    const sample = Buffer.from('req_00000001 '.repeat(100))
    const part = Buffer.from(`${'req_00000001 '.repeat(1000)}req_00000077`)
    const searched: string[] = []
    const watched = new Proxy(part, {
      get(target, name) {
        if (name === 'indexOf') {
          return (piece: Buffer, at: number) => {
            searched.push(piece.toString())
            return target.indexOf(piece, at)
          }
        }
        const value = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    expect(textFinder('req_00000077', sample)(watched)).toEqual([13_000])
    expect(searched).toHaveLength(2)
  })
})

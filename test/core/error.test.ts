import { createContext, runInContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { describeError } from '../../src/core/outcome/describe-error.ts'
import { fastest } from '../fastest.ts'

describe('the code of an error', () => {
  it.each([
    ['its own code', Object.assign(new Error('x'), { code: 'ECONNRESET' }), 'ECONNRESET'],
    [
      'an AWS error’s name',
      Object.assign(new Error('x'), { name: 'ThrottlingException', $metadata: {} }),
      'ThrottlingException',
    ],
    ['a word for its status', Object.assign(new Error('x'), { statusCode: 404 }), 'NOT_FOUND'],
    ['a number for a rare status', Object.assign(new Error('x'), { status: 418 }), 'HTTP_418'],
    ['INTERNAL_ERROR for all else', new Error('x'), 'INTERNAL_ERROR'],
    ['no number that an old API put there', new DOMException('x', 'AbortError'), 'INTERNAL_ERROR'],
    ['TIMEOUT for a time limit', new DOMException('x', 'TimeoutError'), 'TIMEOUT'],
  ])('is %s', (_what, error, code) => {
    expect(describeError(error).code).toBe(code)
  })
})

describe('an error as it is written', () => {
  it('says its message, name, stack and causes', () => {
    const error = new TypeError('outer', { cause: new RangeError('inner', { cause: 'why' }) })
    expect(describeError(error)).toMatchObject({
      message: 'outer',
      name: 'TypeError',
      stack: expect.stringContaining('TypeError: outer'),
      cause: { message: 'inner', name: 'RangeError', cause: { message: 'why' } },
    })
  })

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    ['text', 'text'],
    [42, '42'],
    [10n, '10'],
    [Symbol('s'), 'Symbol(s)'],
    [{}, ''],
  ])('may be anything that can be thrown: %s', (thrown, message) => {
    expect(describeError(thrown)).toMatchObject({ message, code: 'INTERNAL_ERROR' })
  })

  it('may come from another realm', () => {
    const error = runInContext('new Error("there")', createContext({}))
    expect(error).not.toBeInstanceOf(Error)
    expect(describeError(error)).toMatchObject({ message: 'there', name: 'Error' })
  })

  it('of several that failed together shows the first', () => {
    const error = new AggregateError([new RangeError('one'), new Error('two')], 'both failed')
    expect(describeError(error)).toMatchObject({
      message: 'both failed',
      name: 'AggregateError',
      cause: { message: 'one', name: 'RangeError' },
    })
  })

  it('of Middy’s middlewares shows the first error behind it', () => {
    const denied = Object.assign(new Error('not authorized'), {
      name: 'AccessDeniedException',
      $metadata: {},
    })
    const cause = { package: '@middy/util', data: [denied, new Error('two')] }
    const error = new Error('Failed to resolve internal values', { cause })
    expect(describeError(error)).toMatchObject({
      message: 'Failed to resolve internal values',
      cause: { message: 'not authorized', name: 'AccessDeniedException' },
    })
  })

  it.each([
    [
      'a list of objects',
      { package: 'p', data: ['body', { message: 'must be a number' }] },
      'must be a number',
    ],
    [
      'an error of its own beside a list',
      Object.assign(new Error('own'), { data: [new Error('x')] }),
      'own',
    ],
  ])('takes the message of its cause from %s', (_what, cause, message) => {
    expect(describeError(new Error('bad', { cause })).cause?.message).toBe(message)
  })

  it.each([
    ['a text', { package: 'p', data: 'the secret body' }],
    ['a list of texts', { package: 'p', data: ['the secret body'] }],
    ['nothing', {}],
    ['null', null],
  ])('has no cause if that holds %s', (_what, cause) => {
    const described = describeError(new Error('bad', { cause }))
    expect(JSON.parse(JSON.stringify(described))).not.toHaveProperty('cause')
  })

  it('may be frozen, or of a library with members of its own', () => {
    expect(describeError(Object.freeze(new Error('frozen')))).toMatchObject({ message: 'frozen' })
    const invalid = Object.assign(new Error('[]'), { name: 'ZodError', issues: [{ secret: 1 }] })
    expect(describeError(invalid)).toMatchObject({ name: 'ZodError', code: 'INTERNAL_ERROR' })
    expect(describeError(invalid)).not.toHaveProperty('issues')
  })

  it('ends a circle of causes', () => {
    const error = new Error('round')
    error.cause = error
    expect(JSON.stringify(describeError(error)).match(/"round"/g)).toHaveLength(5)
  })

  it('keeps what it can read of an error whose getters throw', () => {
    const error = Object.defineProperty(new Error('x'), 'stack', {
      get() {
        throw new Error('no')
      },
    })
    expect(describeError(error)).toMatchObject({ message: 'x', name: 'Error' })
  })

  it('leaves out what an error carries beside, such as the body of the request', () => {
    const error = new Error('bad', { cause: { package: 'p', data: 'the secret body' } })
    expect(JSON.stringify(describeError(error))).not.toContain('secret')
  })

  it('shows nothing of a text that is not JSON', () => {
    const parse = (text: string) => {
      try {
        return JSON.parse(text)
      } catch (error) {
        const invalid = new Error(`The body: ${(error as Error).message}`, { cause: error })
        return describeError(invalid)
      }
    }
    const described = parse('secretpass')
    const message = "Unexpected token 's', the text is not valid JSON"
    expect(described).toMatchObject({
      message: `The body: ${message}`,
      stack: expect.stringMatching(`^Error: The body: ${message}\n +at `),
      cause: { message, stack: expect.stringMatching(`^SyntaxError: ${message}\n +at `) },
    })
    expect(JSON.stringify(described)).not.toContain('secret')
    expect(JSON.stringify(parse(`{"a":1} and then my secret`))).not.toContain('secret')
    expect(JSON.stringify(parse(`"my" secret\n${'and more '.repeat(9)}`))).not.toContain('secret')
  })
})

describe('an error whose message quotes a text from outside', () => {
  it('takes time linear in the length of the text', () => {
    const timeOf = (quotes: number): number => {
      const error = new Error(`No order " is not valid JSON${'"'.repeat(quotes)}`)
      return fastest(() => describeError(error))
    }
    timeOf(1_000)
    expect(timeOf(256_000)).toBeLessThan(200)
  })
})

import { createContext, runInContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { describeError } from '../../../src/core/outcome/describe-error.ts'
import { fastest } from '../../fastest.ts'

describe('the code of an error', () => {
  it.each([
    ['its own code', Object.assign(new Error('x'), { code: 'ECONNRESET' }), 'ECONNRESET'],
    [
      'the name of an AWS error',
      Object.assign(new Error('x'), { name: 'ThrottlingException', $metadata: {} }),
      'ThrottlingException',
    ],
    [
      'NOT_FOUND for the status 404',
      Object.assign(new Error('x'), { statusCode: 404 }),
      'NOT_FOUND',
    ],
    [
      'HTTP_ and the status for a rare status',
      Object.assign(new Error('x'), { status: 418 }),
      'HTTP_418',
    ],
    ['INTERNAL_ERROR for every other error', new Error('x'), 'INTERNAL_ERROR'],
    [
      'INTERNAL_ERROR for the numeric code of a DOMException',
      new DOMException('x', 'AbortError'),
      'INTERNAL_ERROR',
    ],
    ['TIMEOUT for a time limit', new DOMException('x', 'TimeoutError'), 'TIMEOUT'],
  ])('is %s', (_what, error, code) => {
    expect(describeError(error).code).toBe(code)
  })
})

describe('the description of an error', () => {
  it('has its message, name, stack and causes', () => {
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
  ])('has the thrown value as its message if the value is not an error: %s', (thrown, message) => {
    expect(describeError(thrown)).toMatchObject({ message, code: 'INTERNAL_ERROR' })
  })

  it('has the message and name of an error from another realm', () => {
    const error = runInContext('new Error("there")', createContext({}))
    expect(error).not.toBeInstanceOf(Error)
    expect(describeError(error)).toMatchObject({ message: 'there', name: 'Error' })
  })

  it('has the first error of an AggregateError as the cause', () => {
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
      'the first that has one',
      { message: '', data: [new Error(''), new Error('second')] },
      'second',
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

  it('reads a frozen error, and leaves out members that a library adds', () => {
    expect(describeError(Object.freeze(new Error('frozen')))).toMatchObject({ message: 'frozen' })
    const invalid = Object.assign(new Error('[]'), { name: 'ZodError', issues: [{ secret: 1 }] })
    expect(describeError(invalid)).toMatchObject({ name: 'ZodError', code: 'INTERNAL_ERROR' })
    expect(describeError(invalid)).not.toHaveProperty('issues')
  })

  it('keeps the frames of an app whose folder is named after hoptrace', () => {
    const folders = ['/home/me/hoptrace/src', '/home/me/my-hoptrace/dist', 'C:\\hoptrace\\src']
    const frames = folders.map((folder) => `\n    at run (${folder}/app.js:1:1)`).join('')
    const own = ['/app/node_modules/hoptrace/dist', 'C:\\app\\node_modules\\hoptrace\\dist']
    const ownFrames = own.map((folder) => `\n    at hop (${folder}/index.js:1:1)`).join('')
    const error = Object.assign(new Error('no'), { stack: `Error: no${ownFrames}${frames}` })
    expect(describeError(error).stack).toBe(`Error: no${frames}`)
  })

  it('stops at a cause that is the error itself', () => {
    const error = new Error('round')
    error.cause = error
    expect(JSON.stringify(describeError(error)).match(/"round"/g)).toHaveLength(5)
  })

  it('has the readable members of an error whose stack throws', () => {
    const error = Object.defineProperty(new Error('x'), 'stack', {
      get() {
        throw new Error('no')
      },
    })
    expect(describeError(error)).toMatchObject({ message: 'x', name: 'Error' })
  })

  it('leaves out the members of a cause that is an object, such as a request body', () => {
    const error = new Error('bad', { cause: { package: 'p', data: 'the secret body' } })
    expect(JSON.stringify(describeError(error))).not.toContain('secret')
  })

  it('leaves out the text that JSON.parse quotes in its message', () => {
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

describe('the description of an error whose message has very many quotes', () => {
  it('takes at most 200 ms for 256,000 of them', () => {
    const timeOf = (quotes: number): number => {
      const error = new Error(`No order " is not valid JSON${'"'.repeat(quotes)}`)
      return fastest(() => describeError(error))
    }
    timeOf(1_000)
    expect(timeOf(256_000)).toBeLessThan(200)
  })
})

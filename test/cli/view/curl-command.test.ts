import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { curlCommand } from '../../../src/cli/view/curl-command.ts'

describe('the command that sends a request again', () => {
  it.each(['/orders/1', "/it's", '/$(touch)', '/`id`', '/a"b;c&d|e', '/{id}/[...rest]', '/ä€'])(
    'gives a shell the path %s as it is',
    (path) => {
      const command = curlCommand({ method: 'POST', path }) ?? ''
      const printed = command.replace(/^curl/, "printf '%s\\n'")
      const { stdout } = spawnSync('sh', ['-c', printed], { encoding: 'utf8' })
      const words = ['--globoff', '--request', 'POST', `http://localhost:3000${path}`]
      expect(stdout.trimEnd().split('\n')).toEqual(words)
    },
  )

  it.each([
    ['GET', ''],
    ['', '/a'],
    ['GET', 'http://evil.test'],
    ['GET', '/a\nrm'],
    ['GET', '/a\u001b[2J'],
    ['GET', '/a\u202eb'],
    ['GET --output x', '/a'],
    ['get', '/a'],
  ])('is not made of %j and %j', (method, path) => {
    expect(curlCommand({ method, path })).toBeUndefined()
  })
})

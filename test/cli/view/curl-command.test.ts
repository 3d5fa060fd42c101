import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { curlCommand } from '../../../src/cli/view/curl-command.ts'

describe('the command that sends a request again', () => {
  it.each([
    '/orders/1',
    "/it's",
    '/$(touch)',
    '/`id`',
    '/a"b;c&d|e',
    '/a/[b]c/{d}e/v1:get/[]',
    '/ä€',
  ])('gives a shell the path %s as it is', (path) => {
    const command = curlCommand({ method: 'POST', path }) ?? ''
    const printed = command.replace(/^curl/, "printf '%s\\n'")
    const { stdout } = spawnSync('sh', ['-c', printed], { encoding: 'utf8' })
    const words = ['--globoff', '--request', 'POST', `http://localhost:3000${path}`]
    expect(stdout.trimEnd().split('\n')).toEqual(words)
  })

  const sent = (path: string, env: Record<string, string>) => {
    const command = curlCommand({ method: 'GET', path })?.replace(/^curl/, "printf '%s\\n'") ?? ''
    return spawnSync('sh', ['-c', command], { encoding: 'utf8', env: { ...process.env, ...env } })
  }

  it.each([
    ['/api/[id]', { param_id: '17' }, '/api/17'],
    ['/[shop-id]/[...rest]', { param_shop_id: 'a b', param_rest: 'c/d' }, '/a b/c/d'],
    ['/docs/[[...rest]]', {}, '/docs/'],
    ["/it's/{id}/{proxy+}/end", { param_id: '$x', param_proxy: "'" }, "/it's/$x/'/end"],
    ['/:id', { param_id: '1' }, '/1'],
    ['/{…}/to/{…}', { param_1: '1', param_2: '2' }, '/1/to/2'],
  ])('takes the parameters of %s from variables', (path, env, expected) => {
    expect(sent(path, env).stdout).toContain(`http://localhost:3000${expected}\n`)
  })

  it('is refused by the shell without the value of a parameter', () => {
    const { status, stdout, stderr } = sent('/api/[id]', { id: 'a secret' })
    expect(status).not.toBe(0)
    expect(stdout).toBe('')
    expect(stderr).toContain('param_id')
  })

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

import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, cpSync, openSync, rmSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { devNull } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../local/ports.ts'
import { nextAnswer } from './child.ts'

const NEXT = fileURLToPath(new URL('../node_modules/next/dist/bin/next', import.meta.url))
const APP = fileURLToPath(new URL('next', import.meta.url))
const ROOT = new URL('../', import.meta.url)
const HOST = '127.0.0.1'
const CONNECTIONS = 10
const POLL_MS = 50
const HEADERS = {
  traceparent: '00-0198c0de7a5b7c3d8e9f0a1b2c3d4e5f-00f067aa0ba902b7-03',
  'user-agent': 'node',
}

/** What a server has used. */
export interface Usage {
  /** Microseconds of processor time. */
  readonly spent: number
  /** Bytes of its memory. */
  readonly resident: number
}

/** A server of Next.js's with its connections. */
export interface NextServer {
  usage(): Promise<Usage>
  /** Sends so many requests for a path. */
  send(path: string, requests: number): Promise<void>
  stop(): void
}

/** Builds the app whose routes are measured: as it is, and with hoptrace loaded when the server starts. */
export async function buildNextApp(): Promise<void> {
  const installed = new URL('next/node_modules/hoptrace/', import.meta.url)
  rmSync(installed, { recursive: true, force: true })
  for (const name of ['dist', 'package.json'])
    cpSync(new URL(name, ROOT), new URL(name, installed), { recursive: true })
  for (const isRegistered of [false, true]) await build(isRegistered)
}

async function build(isRegistered: boolean): Promise<void> {
  const build = spawn(process.execPath, [NEXT, 'build', APP], {
    env: environment(isRegistered),
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code] = await once(build, 'close')
  if (code !== 0) throw new Error(`next build ended with code ${code}`)
}

function environment(isRegistered: boolean): NodeJS.ProcessEnv {
  const registered = isRegistered ? { REGISTERED: '1' } : {}
  return { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ...registered }
}

/** Starts `next start`. Its lines go to the null device. */
export async function startNextServer(isRegistered: boolean): Promise<NextServer> {
  const port = await freePort()
  const stdout = openSync(devNull, 'w')
  const child = fork(NEXT, ['start', APP, '-H', HOST, '-p', String(port)], {
    env: environment(isRegistered),
    execArgv: ['--import', import.meta.resolve('./next-probe.ts')],
    stdio: ['ignore', stdout, 'inherit', 'ipc'],
  })
  closeSync(stdout)
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const one = (path: string): Promise<void> =>
    new Promise((resolve, reject) => {
      get({ host: HOST, port, path, agent, headers: HEADERS }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`${path}: ${response.statusCode}`))
        response.resume().on('end', resolve)
      }).on('error', reject)
    })
  while (
    child.exitCode === null &&
    !(await one('/api/ready').then(
      () => true,
      () => false,
    ))
  )
    await pause(POLL_MS)
  return {
    usage() {
      child.send('usage')
      return nextAnswer<Usage>(child)
    },
    async send(path, requests) {
      let left = requests
      const connections = Array.from({ length: Math.min(CONNECTIONS, requests) }, async () => {
        for (; left > 0; ) {
          left -= 1
          await one(path)
        }
      })
      await Promise.all(connections)
    },
    stop() {
      agent.destroy()
      child.kill()
    },
  }
}

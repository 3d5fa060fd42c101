import { guard } from '../outcome/guard.ts'
import { hasEvents, node } from '../platform/node.ts'
import { processGlobal } from '../platform/process-global.ts'

/** What happens before the process ends. */
export interface BeforeEnd {
  /** Called if a signal is about to end the process, because nothing else listens to it. */
  end?(signal: NodeJS.Signals): void
  /**
   * Sends what is held. Called for each signal, and when the process has nothing left to do. If a signal is
   * about to end the process, that waits.
   * @param withinMs how long the process may wait
   */
  send?(withinMs: number): Promise<unknown>
  /** Called last: what is still held is lost. */
  lose?(): void
}

/** Listens while there is something to do before the process ends. */
interface ProcessEnd {
  add(one: BeforeEnd): void
  delete(one: BeforeEnd): void
}

const ENDS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'beforeExit'] as const
/** To begin or end listening takes 15 µs for each signal: a server listens on between two requests. */
const IDLE_MS = 1_000
/** Docker waits 10 seconds before it kills a container, ECS and Kubernetes 30. */
const SEND_MS = 2_000

/**
 * Returns what watches the end of the process. All copies of this package share one: each would take the
 * listener of another one for the application's.
 */
export function processEnd(): ProcessEnd {
  return processGlobal('processEnd', createProcessEnd)
}

function createProcessEnd(): ProcessEnd {
  const waiting = new Set<BeforeEnd>()
  let isListening = false
  let idle: NodeJS.Timeout | undefined

  const change = (how: 'prependListener' | 'off'): void => {
    for (const event of ENDS) node?.[how](event as NodeJS.Signals, onEnd)
  }
  // Before all other listeners: packages that end the process by themselves count the listeners.
  const listen = (): void => {
    if (isListening || waiting.size === 0 || !hasEvents) return
    isListening = true
    change('prependListener')
  }
  const unlisten = (): void => {
    idle = undefined
    if (waiting.size > 0) return
    isListening = false
    change('off')
  }
  const listenAgain = (): void => {
    isListening = false
    listen()
  }
  const endAll = (signal: NodeJS.Signals): void => {
    for (const one of waiting) guard(() => one.end?.(signal))
  }
  const loseAll = (): void => {
    for (const one of waiting) guard(() => one.lose?.())
  }
  if (hasEvents) node?.on('exit', loseAll)

  /** @param signal what is to end the process; a number if it has nothing left to do */
  const onEnd = (signal: NodeJS.Signals | number): void => {
    change('off')
    const isIdle = typeof signal === 'number'
    const isKilled = !isIdle && node?.listenerCount(signal) === 0
    if (isKilled) endAll(signal)
    const sent = [...waiting].flatMap((one) => guard(() => one.send?.(SEND_MS)) ?? [])
    // A collector that refuses what it gets, and wants it again at once, must not keep the process alive.
    if (isIdle) isListening = false
    // The others decide whether the process ends. If it doesn't, requests go on.
    else if (!isKilled) queueMicrotask(listenAgain)
    else if (sent.length === 0) kill(signal)
    else {
      const timeout = new Promise((resolve) => setTimeout(resolve, SEND_MS))
      void Promise.race([timeout, Promise.allSettled(sent)]).then(() => kill(signal))
    }
  }

  /** Nothing listens now: the signal has its usual effect, as a second one had before. */
  const kill = (signal: NodeJS.Signals): void => {
    // Requests that came meanwhile.
    endAll(signal)
    loseAll()
    node?.kill(node.pid, signal)
    // The first process of a container goes on.
    setTimeout(listenAgain)
  }

  return {
    add(one) {
      waiting.add(one)
      listen()
    },
    delete(one) {
      waiting.delete(one)
      if (waiting.size > 0 || idle || !isListening) return
      idle = setTimeout(unlisten, IDLE_MS)
      idle.unref?.()
    },
  }
}

import type { ChildProcess } from 'node:child_process'

const IS_WINDOWS = process.platform === 'win32'
/** How often it is looked at whether a group has ended. */
const LOOK_MS = 20

/** A command of a shell, and all that it has started. Created for a detached process. */
export class ProcessGroup {
  readonly #child: ChildProcess
  /** The id of a group that has ended may be that of another one later. */
  #isGone = false

  constructor(child: ChildProcess) {
    this.#child = child
    child.on('exit', () => this.isAlive())
  }

  /** Whether a process of it runs. */
  isAlive(): boolean {
    this.#isGone ||= !this.kill(0)
    return !this.#isGone
  }

  /**
   * Sends a signal to all of its processes.
   * @returns whether there are any
   */
  kill(signal: NodeJS.Signals | 0): boolean {
    const { pid, exitCode, signalCode } = this.#child
    const hasExited = exitCode !== null || signalCode !== null
    if (this.#isGone || pid === undefined || (IS_WINDOWS && hasExited)) return false
    try {
      return process.kill(IS_WINDOWS ? pid : -pid, signal)
    } catch {
      return false
    }
  }

  /**
   * Waits until all of its processes have ended.
   * @returns whether they have before the signal
   */
  async ends(signal: AbortSignal): Promise<boolean> {
    while (this.isAlive()) {
      if (signal.aborted) return false
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
    return true
  }
}

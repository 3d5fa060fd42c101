import { readdirSync, readFileSync } from 'node:fs'

/** A process that runs. */
export interface Process {
  readonly pid: number
  readonly command: string
}

/** The running processes of a process group, which is named by the one that began it. */
export function processesOf(group: number): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name), group))
}

/** Reads Linux's own description; a zombie has ended, but its parent has not taken notice. */
function readProcess(pid: number, group: number): Process[] {
  try {
    // "1234 (any name) S 1200 1199 …": state, parent, group
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, , ofGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (Number(ofGroup) !== group || state === 'Z') return []
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    return [{ pid, command }]
  } catch {
    return [] // it ended while it was read
  }
}

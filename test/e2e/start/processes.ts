import { readdirSync, readFileSync } from 'node:fs'

/** A running process. */
export interface Process {
  readonly pid: number
  readonly command: string
}

/** Returns the running processes of a process group, whose id is that of its first process. */
export function processesOf(group: number): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name), group))
}

/** Reads a process from `/proc`. A zombie has ended. */
function readProcess(pid: number, group: number): Process[] {
  try {
    // "1234 (any name) S 1200 1199 …": state, parent, group
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, , ofGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (Number(ofGroup) !== group || state === 'Z') return []
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    return [{ pid, command }]
  } catch {
    return [] // the process has ended meanwhile
  }
}

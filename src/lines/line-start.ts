const TIME = String.raw`\d{4}-\d\d-\d\d[T ][\d:.,]+(?:Z|[+-]\d\d:?\d\d)?`
/** A log stream of Lambda: `2026/11/22/[$LATEST]0a1b`. */
const STREAM = String.raw`\d{4}\/\d\d\/\d\d\/\S{0,80}\[[\w$]{1,20}\]\w{1,40}`

/** What Lambda's text format writes before what a console prints: the time, the request and the level. */
const LAMBDA = new RegExp(String.raw`^(${TIME})\t(\S*)\t(\w+)\t`)

/** What a tool writes before each line of a service. */
const TOOLS: readonly RegExp[] = [
  // aws logs tail
  new RegExp(`^(?<time>${TIME}) (?<stream>${STREAM}) `),
  // sam logs
  new RegExp(`^(?<stream>${STREAM}) (?<time>${TIME}) `),
  // aws logs tail of another stream, docker logs --timestamps, kubectl logs --timestamps, Kubernetes' files
  new RegExp(String.raw`^(?<time>${TIME}) (?:std(?:out|err) [FP] |\S+ )?(?=[{[])`),
  // journalctl --output short-iso
  new RegExp(String.raw`^(?<time>${TIME}) \S+ (?<stream>\S+\[\d+\]): (?=[{[])`),
  // the CSV that the console of Logs Insights exports
  new RegExp(`^(?<time>${TIME}),"(?=[{[])`),
  // S3 export
  new RegExp(`^(?<time>${TIME}) (?=${TIME}|START |END |REPORT |INIT_)`),
  // docker compose, pm2, foreman; that of Node.js writes the time as the locale does
  /^(?:\d{1,2}:\d\d:\d\d(?:\s[AP]M)? )?(?:\d+\|)?(?<stream>[\w.@/-]+) *\| +/,
  // kubectl logs --prefix, concurrently, npm-run-all --print-label
  new RegExp(String.raw`^\[(?<stream>[\w.@/:-]+) *\] (?=[{[]|${TIME} [{[])`),
  // turbo
  /^(?<stream>[\w.@/-]+:[\w.:-]+): (?=[{[])/,
  // stern; Kubernetes' generated names have no vowels
  /^(?<stream>[a-z\d.-]+-[bcdfghjklmnpqrstvwxz2456789]{5} [a-z\d-]+) (?=[{[])/,
  // syslog, RFC 5424
  new RegExp(
    String.raw`^<\d{1,3}>1 (?<time>${TIME}) \S+ (?<stream>\S+) \S+ \S+ (?:-|\[[^\]]*\]) (?=[{[])`,
  ),
  // journalctl, syslog
  /^(?:<\d{1,3}>)?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ (?<stream>\S+): (?=[{[])/,
]
/** `docker compose logs --timestamps` writes two. */
const MAX_TOOLS = 3

/** What stands before the text that a service wrote. */
export interface LineStart {
  /** The text before. */
  readonly prefix: string
  readonly time: string | undefined
  /** The log stream, the container or the process. */
  readonly stream: string | undefined
  /** The text of the service. */
  readonly rest: string
}

/** Takes off what tools wrote before a line. */
export function takeToolPrefixes(line: string): LineStart {
  let rest = line
  let time: string | undefined
  let stream: string | undefined
  for (let count = 0; count < MAX_TOOLS && !rest.startsWith('{'); count += 1) {
    const found = firstMatch(rest)
    if (found === undefined) break
    time = found.groups?.time ?? time
    stream = found.groups?.stream ?? stream
    rest = rest.slice(found[0].length)
  }
  return { prefix: line.slice(0, line.length - rest.length), time, stream, rest }
}

function firstMatch(text: string): RegExpExecArray | undefined {
  for (const pattern of TOOLS) {
    const found = pattern.exec(text)
    if (found !== null) return found
  }
  return undefined
}

/** What Lambda's text format writes before what a console prints. */
export interface ConsoleStart {
  readonly prefix: string
  readonly time: string
  readonly requestId: string
  readonly level: string
}

/** Reads what Lambda's text format writes before what a console prints. */
export function readConsoleStart(line: string): ConsoleStart | undefined {
  const [prefix, time = '', requestId = '', level = ''] = LAMBDA.exec(line) ?? []
  return prefix === undefined ? undefined : { prefix, time, requestId, level }
}

/** Whether the text before a record leaves it at its line's start: nothing, or what Lambda writes. */
export function isAtStart(prefix: string): boolean {
  return prefix.trim() === '' || LAMBDA.exec(prefix)?.[0] === prefix
}

/** Stands before the text of what a platform or a tool wrapped in JSON. */
export const WRAPPED = '{…'

/** Whether a tool wrote the text before a record. Such a tool writes before each line of a source. */
export function isFromTool(prefix: string): boolean {
  if (prefix.startsWith(WRAPPED)) return isFromTool(prefix.slice(WRAPPED.length))
  // The record itself belongs to some patterns.
  const { rest } = takeToolPrefixes(`${prefix}{`)
  return rest === '{' || isAtStart(rest.slice(0, -1))
}

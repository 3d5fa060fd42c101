const TIME = String.raw`\d{4}-\d\d-\d\d[T ][\d:.,]+(?:Z|[+-]\d\d:?\d\d)?`

/** What Lambda's text format writes before what a console prints: the time, the request and the level. */
const LAMBDA = new RegExp(String.raw`^${TIME}\t\S*\t\w+\t$`)

/** What a tool writes before each line of a service. */
const TOOLS: readonly RegExp[] = [
  // aws logs tail, docker logs --timestamps, kubectl logs --timestamps
  new RegExp(String.raw`^${TIME} (?:\S+ )?$`),
  // docker compose, pm2, foreman
  /^(?:\d\d:\d\d:\d\d )?(?:\d+\|)?[\w.@/-]+ *\| +$/,
  // kubectl logs --prefix, concurrently
  /^\[[\w./-]+\] $/,
  // journalctl
  /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ \S+: $/,
]

/** Whether the text before a record leaves it at its line's start: nothing, or what Lambda writes. */
export function isAtStart(prefix: string): boolean {
  return prefix.trim() === '' || LAMBDA.test(prefix)
}

/** Whether a tool wrote the text before a record. Such a tool writes before each line of a source. */
export function isFromTool(prefix: string): boolean {
  return TOOLS.some((pattern) => pattern.test(prefix))
}

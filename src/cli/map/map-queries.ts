/** The services that write endings. A batch is one request. */
export const SERVICES = `filter phase = "complete" and ispresent(service) and strcontains(coalesce(message, ""), "Record ") = 0
| stats count(*) as requestCount, sum(strcontains(result, "error")) as errorCount, pct(duration, 95) as p95Ms, latest(layer) as lastLayer, earliest(timestamp) as firstAt, latest(timestamp) as lastAt
  by service
| sort requestCount desc, service asc
| limit 1000`

/**
 * The calls that services make, by what they call: a host, or the name of the service. A request's ending
 * has the step that called it as its parent: `reachedCount` says how many services a call has reached, and
 * `reachedName` one of them.
 */
export const CALLS = `filter ispresent(service) and ((phase = "call" and ispresent(spanId) and ispresent(duration)) or (phase = "complete" and ispresent(parentId)))
| parse action "service:*:*" as actionTarget, actionOperation
| fields case(phase = "complete", parentId, spanId) as callSpanId, case(phase = "complete", service) as reached, case(phase = "complete", service, "") as reachedText, case(phase = "call", service) as caller, case(phase = "call", coalesce(metadata.host, ""), "") as host, case(phase = "call", coalesce(metadata.host, actionTarget)) as target
| stats sortsFirst(caller) as callerName, sortsFirst(target) as targetName, sortsLast(host) as hostName, sortsLast(reachedText) as reachedName, count_distinct(reached) as reachedCount, sum(if(phase = "call" and result = "error", 1, 0)) as failed, max(case(phase = "call", duration)) as ms
  by callSpanId
| filter ispresent(callerName) and ispresent(targetName)
| stats count(*) as callCount, sum(failed) as errorCount, pct(ms, 95) as p95Ms
  by callerName, targetName, hostName, reachedName, reachedCount
| sort callCount desc, callerName asc, targetName asc
| limit 10000`

/**
 * Returns the query that counts which service called which. A request's ending has the step that called it
 * as its parent: both are brought together by the step's id, and counted by the caller. There are columns
 * for each service that is called, since one step may call several.
 */
export function linksTo(services: readonly string[]): string {
  const ofLink = services.flatMap((service, index) => {
    const isCalled = `calleeName = ${quoted(service)}`
    return [
      `sum(if(${isCalled}, 1, 0)) as n${index}`,
      `sum(if(${isCalled} and result = "error", 1, 0)) as e${index}`,
      `max(case(${isCalled}, duration)) as d${index}`,
    ]
  })
  const ofCaller = services.flatMap((_, index) => [
    `sum(n${index}) as ${countOf(index)}`,
    `sum(e${index}) as ${errorsOf(index)}`,
    `pct(d${index}, 95) as ${p95Of(index)}`,
  ])
  return `filter ispresent(service) and (phase in ["start", "hop", "call"] or (phase = "complete" and ispresent(parentId)))
| fields case(phase = "complete", parentId, spanId) as linkSpanId, case(phase = "complete", service) as calleeName, case(phase in ["start", "hop", "call"], service) as callerName
| filter ispresent(linkSpanId)
| stats sortsFirst(callerName) as callingService, ${ofLink.join(', ')} by linkSpanId
| filter ispresent(callingService)
| stats ${ofCaller.join(', ')} by callingService
| sort callingService asc
| limit 1000`
}

/** The column with the number of requests to a service that `linksTo` was given. */
export function countOf(index: number): string {
  return `count${index}`
}

/** The column with the number of those that failed. */
export function errorsOf(index: number): string {
  return `errors${index}`
}

/** The column with the duration that 95 % of them took at most. */
export function p95Of(index: number): string {
  return `p95Ms${index}`
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

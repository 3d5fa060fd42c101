import type { Service } from './service.ts'

/** The name of the alarm that wakes somebody. PagerDuty hears of no other. */
export function pageName({ name }: Service): string {
  return `${name} page`
}

/** The name of the alarm that can wait for the morning. */
export function ticketName({ name }: Service): string {
  return `${name} ticket`
}

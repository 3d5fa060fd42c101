import { type Resources, serviceResources } from '../../cloudformation/index.ts'
import type { Traffic } from './measure.ts'

/** Returns what the Serverless plugin adds by default to the functions that wrote the records. */
export function defaultResources({ functions }: Traffic): Resources {
  const described = functions.map(({ service, actions }, index) => [
    `f${index}`,
    { service: plain(service), actions: actions.map(plain) },
  ])
  return serviceResources({ service: 'service', functions: Object.fromEntries(described) })
}

/** Only the number of names counts, so that any text becomes one that a description takes. */
function plain(name: string): string {
  return name.replaceAll(/[^ \w/{}.:-]/g, '-').slice(0, 255) || '-'
}

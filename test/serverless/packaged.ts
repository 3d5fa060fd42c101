import path from 'node:path'
import type { Resource, Resources } from '../../src/cloudformation/index.ts'
import { type Packaged, packageService } from './package-service.ts'
import { serviceFolder } from './service-folder.ts'

/** Packages a service with these parts in its configuration, or with this text as configuration. */
export function packaged(service: object | string = {}): Promise<Packaged> {
  const folder = serviceFolder(service)
  return packageService(folder, path.join(folder, 'packaged'))
}

/** Returns the properties of a resource. Empty if there is no such resource. */
export function propertiesOf(resources: Resources, id: string): Resource['Properties'] {
  return resources[id]?.Properties ?? {}
}

/** Returns the resources of a type, by their logical ids. */
export function ofType(resources: Resources, type: string): Resources {
  return Object.fromEntries(Object.entries(resources).filter(([, { Type }]) => Type === type))
}

/** Returns the plugin's notices. */
export function reports(output: string): string[] {
  return output.match(/(?<=hoptrace: ).*/g) ?? []
}

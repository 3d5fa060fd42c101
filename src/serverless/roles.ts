import { allowsXray, roleOf, xrayPolicy } from '../cloudformation/xray-permission.ts'
import { deployedResources } from './deployed-resources.ts'
import type { ConfiguredResources, Service } from './framework.ts'

/**
 * Allows a function's role to write to X-Ray. The policy is part of the role, so that CloudFormation
 * creates it before the function.
 * @param role the property `Role` of the function
 * @returns whether the role has the permissions. A role outside of the template can't get them.
 */
export function allowTracing(service: Service, role: unknown): boolean {
  const resources = deployedResources(service)
  const id = roleOf(role, resources)
  const deployed = id === undefined ? undefined : resources[id]
  if (id === undefined || deployed === undefined) return false
  if (allowsXray(deployed)) return true
  const { Policies = [] } = deployed.Properties
  if (!Array.isArray(Policies)) return false
  const owner = ownerOf(service, id)
  owner[id] = {
    ...owner[id],
    Properties: { ...owner[id]?.Properties, Policies: [...Policies, xrayPolicy] },
  }
  return true
}

/** Returns the resources whose policies of a role are deployed. The framework merges them in this order. */
function ownerOf({ provider, resources }: Service, id: string): ConfiguredResources {
  const template: ConfiguredResources = provider.compiledCloudFormationTemplate.Resources
  const parts = [resources?.extensions, resources?.Resources].filter((part) => part !== undefined)
  const withPolicies = parts.find((part) => part[id]?.Properties?.Policies !== undefined)
  const defining = id in template ? template : resources?.Resources
  return withPolicies ?? defining ?? template
}

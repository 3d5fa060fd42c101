import { allowsXray, roleIdIn, roleOf, xrayPolicy } from '../cloudformation/xray-permission.ts'
import { deployedResources } from './deployed-resources.ts'
import type { ConfiguredResources, FunctionConfiguration, Service } from './framework.ts'

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
  if (allowsXray(deployed, resources)) return true
  const { Policies = [] } = deployed.Properties
  if (!Array.isArray(Policies)) return false
  const owner = ownerOf(service, id)
  owner[id] = {
    ...owner[id],
    Properties: { ...owner[id]?.Properties, Policies: [...Policies, xrayPolicy] },
  }
  return true
}

/** Whether serverless.yml gives a function a role that is not part of the stack. */
export function hasForeignRole({ provider }: Service, fn: FunctionConfiguration): boolean {
  // serverless-iam-roles-per-function replaces the provider's role.
  if (fn.role === undefined && fn.iamRoleStatements !== undefined) return false
  const ofProvider = [provider.iam?.role, provider.role].find(isRole)
  const role = fn.role ?? ofProvider
  if (typeof role === 'string') return role.includes(':')
  return role !== undefined && roleIdIn(role) === undefined
}

/** `provider.iam.role` may also describe the role that the framework makes. */
function isRole(value: unknown): boolean {
  const names = Object.keys(Object(value))
  return typeof value === 'string' || names.some((name) => /^(Ref|Fn::.+)$/.test(name))
}

/** Returns the resources whose policies of a role are deployed. The framework merges them in this order. */
function ownerOf({ provider, resources }: Service, id: string): ConfiguredResources {
  const template: ConfiguredResources = provider.compiledCloudFormationTemplate.Resources
  const parts = [resources?.extensions, resources?.Resources].filter((part) => part !== undefined)
  const withPolicies = parts.find((part) => part[id]?.Properties?.Policies !== undefined)
  const defining = id in template ? template : resources?.Resources
  return withPolicies ?? defining ?? template
}

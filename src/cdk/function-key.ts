import { Names, Stack } from 'aws-cdk-lib'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'

const MAX_LENGTH = 60

/**
 * Returns a key for a function in the description of a service: its path in its stack. The ids of its
 * alarms are made of the key.
 * @param taken the keys of other functions
 */
export function functionKey(fn: IFunction, taken: ReadonlyMap<string, unknown>): string {
  const { path } = fn.node
  const key = path
    .slice(Stack.of(fn).node.path.length)
    .replace(/^\//, '')
    .replace(/[^\w-]/g, '-')
  if (key !== '' && key.length <= MAX_LENGTH && !taken.has(key)) return key
  return Names.uniqueResourceName(fn, { maxLength: MAX_LENGTH })
}

/**
 * Returns an environment variable that the service needs.
 * @throws Error if it is not set
 */
export function required(name: string): string {
  const value = process.env[name]
  if (value === undefined || value === '') {
    throw new Error(`The environment variable ${name} is not set: see serverless.yml`)
  }
  return value
}

/** Whether an environment variable is 1. */
export function flag(name: string): boolean {
  return process.env[name] === '1'
}

/** Returns a number from the environment; `undefined` if it is not set, or is none. */
export function count(name: string): number | undefined {
  const value = Number.parseInt(process.env[name] ?? '', 10)
  return Number.isNaN(value) ? undefined : value
}

/** Returns the comma-separated values of an environment variable; none if it is not set. */
export function listed(name: string): string[] {
  return (process.env[name] ?? '').split(',').filter((value) => value !== '')
}

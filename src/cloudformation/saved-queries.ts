import { LIMITS } from './limits.ts'
import type { Service } from './service.ts'
import { type Resources, withIds } from './template.ts'

const PREFIX = 'HoptraceQuery'

/**
 * Returns the queries over a service's log groups, saved in a folder with the service's name. With more
 * log groups than a query may name, it names none, and its first line says which to choose.
 */
export function savedQueries({ name, logGroups, queries }: Service): Resources {
  const names = logGroups.map((group) => group.name)
  const fits = names.length <= LIMITS.queryLogGroups
  const [first = ''] = names
  const comment = fits
    ? ''
    : `# Choose the log groups of ${name}, such as ${first}: at most ${LIMITS.queryLogGroups}.\n`
  return withIds(
    PREFIX,
    queries.map(({ id, title, text, parameters }) => [
      id.replaceAll('-', ' '),
      {
        Type: 'AWS::Logs::QueryDefinition',
        Properties: {
          Name: `${name}/${title}`,
          QueryString: comment + text,
          ...(fits && { LogGroupNames: names }),
          ...(parameters.length > 0 && {
            Parameters: parameters.map(({ name, description }) => ({
              Name: name,
              Description: description,
            })),
          }),
        },
      },
    ]),
  )
}

/** Returns the logical id of a saved query. */
export function queryId(id: string): string {
  return PREFIX + id.replace(/(^|-)(\w)/g, (_match, _dash, letter: string) => letter.toUpperCase())
}

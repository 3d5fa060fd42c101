import { queries } from '../queries/index.ts'
import type { Service } from './service.ts'
import { type Resources, withIds } from './template.ts'

/** Returns the queries over a service's log groups, saved in a folder with the service's name. */
export function savedQueries({ name, logGroups }: Service): Resources {
  return withIds(
    'HoptraceQuery',
    queries.map(({ id, title, text, parameters }) => [
      id.replaceAll('-', ' '),
      {
        Type: 'AWS::Logs::QueryDefinition',
        Properties: {
          Name: `${name}/${title}`,
          QueryString: text,
          LogGroupNames: logGroups.map((group) => group.name),
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

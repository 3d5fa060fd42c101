import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { ServiceDescription } from '../cloudformation/index.ts'
import type { Serverless, Utils } from './framework.ts'

const FILE = 'hoptrace.json'

/**
 * `serverless hoptrace config`: writes the log groups, the region and the queries of the service to `hoptrace.json`, so
 * that `npx hoptrace` needs no flags. A file that exists stays as it is.
 */
export function writeConfigFile(
  serverless: Serverless,
  { functions }: ServiceDescription,
  { writeText }: Utils,
): void {
  const file = path.join(serverless.serviceDir ?? '.', FILE)
  const logGroups = Object.values(functions).map(
    ({ name, logGroup }) => logGroup ?? `/aws/lambda/${name}`,
  )
  const region = serverless.getProvider('aws').getRegion()
  const { queries } = serverless.service.custom?.hoptrace ?? {}
  const config = {
    logGroups: [...new Set(logGroups)],
    region,
    ...(typeof queries === 'object' && { queries }),
  }
  const text = `${JSON.stringify(config, undefined, 2)}\n`
  if (existsSync(file)) {
    writeText(`${FILE} exists and stays as it is. It would be:\n${text}`)
    return
  }
  writeFileSync(file, text)
  writeText(`Wrote ${FILE}`)
}

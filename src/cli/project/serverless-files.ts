import { existsSync } from 'node:fs'
import path from 'node:path'
import { foldersIn } from './folders.ts'

/** The files in which the Serverless Framework finds a service. */
const CONFIGURATIONS = ['yml', 'yaml', 'json', 'js', 'cjs', 'mjs', 'ts'].map(
  (extension) => `serverless.${extension}`,
)

/** Returns the configuration of the service in a folder. */
export function serverlessFile(folder: string): string | undefined {
  return CONFIGURATIONS.map((name) => path.join(folder, name)).find((file) => existsSync(file))
}

/** Returns the configurations of all services in a folder. */
export function serverlessFilesIn(root: string): string[] {
  return foldersIn(root).flatMap((folder) => serverlessFile(folder) ?? [])
}

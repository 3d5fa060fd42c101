import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { readTemplate, type Template } from './template.ts'

interface Assets {
  readonly files?: Readonly<
    Record<
      string,
      {
        readonly source?: { readonly path?: string }
        readonly destinations?: Readonly<Record<string, { readonly objectKey?: string }>>
      }
    >
  >
}

/** Reads a template in `cdk.out`, with the list of assets beside it. */
export function readCdkTemplate(file: string): Template {
  const folder = path.dirname(file)
  const template = readTemplate(file, 'cdk', folder)
  // The assets of a nested stack are in the list of its parent.
  return { ...template, assets: new Map(listsIn(folder).flatMap(assetsIn)) }
}

function listsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.assets.json'))
    .map((name) => path.join(folder, name))
}

function assetsIn(list: string): [string, string][] {
  const { files = {} } = JSON.parse(readFileSync(list, 'utf8')) as Assets
  return Object.values(files).flatMap(({ source, destinations = {} }) =>
    Object.values(destinations).flatMap(({ objectKey }): [string, string][] =>
      objectKey !== undefined && source?.path !== undefined ? [[objectKey, source.path]] : [],
    ),
  )
}

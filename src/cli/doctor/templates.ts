import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { foldersIn } from '../project/folders.ts'
import { serverlessFile } from '../project/serverless-files.ts'
import { INSTALL_YAML, type Yaml } from '../source/yaml.ts'
import { readCdkTemplate } from './cdk-template.ts'
import type { Finding } from './finding.ts'
import { readSamTemplate } from './sam-template.ts'
import { readTemplate, type Template } from './template.ts'

const PACKAGED = '.serverless/cloudformation-template-update-stack.json'
const SAM_TEMPLATES = ['.aws-sam/build/template.yaml', 'template.yaml', 'template.yml']

/** The templates of a project, and the findings about those that are missing. */
export interface FoundTemplates {
  readonly templates: readonly Template[]
  readonly missing: readonly Finding[]
}

/** Finds the templates of the Serverless Framework, SAM and the CDK in a project. */
export function findTemplates(root: string, yaml: Yaml | undefined): FoundTemplates {
  const found = foldersIn(root).flatMap((folder): (Template | Finding)[] => [
    ...serverlessTemplate(folder, root),
    ...samTemplate(folder, root, yaml),
    ...cdkTemplates(folder, root),
  ])
  return {
    templates: found.filter((each) => 'Resources' in each),
    missing: found.filter((each) => 'problem' in each),
  }
}

function serverlessTemplate(folder: string, root: string): (Template | Finding)[] {
  const file = path.join(folder, PACKAGED)
  if (existsSync(file)) return [readTemplate(file, 'serverless', folder)]
  if (serverlessFile(folder) === undefined) return []
  return [missing(path.relative(root, file), 'Run npx serverless package')]
}

function samTemplate(folder: string, root: string, yaml: Yaml | undefined): (Template | Finding)[] {
  const files = SAM_TEMPLATES.map((name) => path.join(folder, name))
  const file = files.find((each) => existsSync(each))
  if (file === undefined || !readFileSync(file, 'utf8').includes('AWS::Serverless')) return []
  if (yaml === undefined) {
    const problem = 'The template is not checked, since there is no reader of YAML'
    return [{ about: path.relative(root, file), problem, remedy: INSTALL_YAML }]
  }
  return [readSamTemplate(file, yaml) ?? []].flat()
}

function cdkTemplates(folder: string, root: string): (Template | Finding)[] {
  const out = path.join(folder, 'cdk.out')
  if (existsSync(out)) {
    return readdirSync(out, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.template.json') && !name.startsWith('asset.'))
      .map((name) => path.join(out, name))
      .map(readCdkTemplate)
  }
  if (!existsSync(path.join(folder, 'cdk.json'))) return []
  return [missing(path.relative(root, out), 'Run npx cdk synth')]
}

function missing(about: string, remedy: string): Finding {
  return {
    about,
    problem: 'There is no packaged template, so the deployment is not checked',
    remedy,
  }
}

import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { type Config, createGenerator, type Schema } from 'ts-json-schema-generator'
import { RECORD_FIELDS } from '../../src/core/record.ts'
import { ROOT } from '../root.ts'

/** The file of the record's JSON Schema. The package exports it as `hoptrace/record.schema.json`. */
export const RECORD_SCHEMA = 'trace-record.schema.json'
/** The file of the schema of the tool's output. The package exports it as `hoptrace/cli-output.schema.json`. */
export const OUTPUT_SCHEMA = 'cli-output.schema.json'

/** Returns the JSON Schema (draft-07) of the type `TraceRecord`, with its docstrings as descriptions. */
export function recordSchema(): string {
  const { $schema, description, type, properties, required, definitions } = schemaOf(
    'src/core/record.ts',
    'TraceRecord',
  )
  return formatted(RECORD_SCHEMA, {
    $schema,
    $id: 'hoptrace/record.schema.json',
    title: 'TraceRecord',
    description,
    type,
    properties: Object.fromEntries(RECORD_FIELDS.map((name) => [name, properties?.[name]])),
    required,
    additionalProperties: { description: 'A business metric.', type: 'number' },
    definitions,
  })
}

/** Returns the JSON Schema (draft-07) of what the command line tool prints with `--json`. */
export function outputSchema(): string {
  const names = ['TraceOutput', 'QueryOutput', 'CompareOutput', 'MapOutput']
  const schemas = names.map((name) =>
    schemaOf('src/cli/json-output.ts', name, { additionalProperties: true }),
  )
  const own = schemas.map(({ $schema, definitions, ...schema }, index) => [names[index], schema])
  return formatted(OUTPUT_SCHEMA, {
    $schema: schemas[0]?.$schema,
    $id: 'hoptrace/cli-output.schema.json',
    title: 'What hoptrace prints with --json',
    anyOf: names.map((name) => ({ $ref: `#/definitions/${name}` })),
    definitions: Object.assign({}, ...schemas.map(({ definitions }) => definitions), {
      ...Object.fromEntries(own),
    }),
  })
}

function schemaOf(file: string, type: string, options: Partial<Config> = {}): Schema {
  const generator = createGenerator({
    path: path.join(ROOT, file),
    tsconfig: path.join(ROOT, 'tsconfig.json'),
    topRef: false,
    skipTypeCheck: true, // it would check the whole project, with another TypeScript than ours
    ...options,
  })
  return generator.createSchema(type)
}

function formatted(file: string, schema: object): string {
  const biome = path.join(ROOT, 'node_modules/@biomejs/biome/bin/biome')
  const args = [biome, 'format', `--stdin-file-path=${file}`]
  return execFileSync(process.execPath, args, {
    cwd: ROOT,
    input: JSON.stringify(schema),
    encoding: 'utf8',
  })
}

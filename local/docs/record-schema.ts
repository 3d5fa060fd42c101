import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { createGenerator } from 'ts-json-schema-generator'
import { RECORD_FIELDS } from '../../src/core/record.ts'
import { ROOT } from '../root.ts'

/** The file of the record's JSON Schema. The package exports it as `hoptrace/record.schema.json`. */
export const RECORD_SCHEMA = 'trace-record.schema.json'

/** Returns the JSON Schema (draft-07) of the type `TraceRecord`, with its docstrings as descriptions. */
export function recordSchema(): string {
  const generator = createGenerator({
    path: path.join(ROOT, 'src/core/record.ts'),
    tsconfig: path.join(ROOT, 'tsconfig.json'),
    topRef: false,
    skipTypeCheck: true, // it would check the whole project, with another TypeScript than ours
  })
  const { $schema, description, type, properties, required, definitions } =
    generator.createSchema('TraceRecord')
  return formatted({
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

function formatted(schema: object): string {
  const biome = path.join(ROOT, 'node_modules/@biomejs/biome/bin/biome')
  const args = [biome, 'format', `--stdin-file-path=${RECORD_SCHEMA}`]
  return execFileSync(process.execPath, args, {
    cwd: ROOT,
    input: JSON.stringify(schema),
    encoding: 'utf8',
  })
}

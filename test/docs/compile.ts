import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** A module of TypeScript that a page or a docstring shows. */
export interface CodeSample {
  /** Where it stands, for messages. */
  readonly name: string
  readonly code: string
  readonly isTsx?: boolean
}

const FOLDER = path.resolve('build/samples')
const TSC = path.resolve('node_modules/typescript/bin/tsc')

/** What a wrapper of OpenNext exports. The package itself is installed in test/opennext. */
const OPENNEXT_WRAPPER = `
  type Handler = (...args: unknown[]) => unknown
  declare const wrapper: { name: string; wrapper(handler: Handler, converter: object): Promise<Handler> }
  export default wrapper
`

const CONFIG = {
  extends: path.resolve('tsconfig.json'),
  compilerOptions: {
    jsx: 'react-jsx',
    // A sample without imports is a module too.
    moduleDetection: 'force',
    paths: {
      // Next.js apps resolve `next/server` as bundlers do.
      'next/*': [path.resolve('node_modules/next/*.d.ts')],
      '@opennextjs/aws/overrides/wrappers/*': ['./opennext-wrapper.d.ts'],
    },
  },
  include: ['*.ts', '*.tsx'],
  exclude: [],
}

/**
 * Compiles each sample as a module of its own, against the built package and with the options of
 * this repository. One process compiles all of them.
 * @param samples the samples, each with a name of its own
 * @returns the compiler's errors by the names of the samples that have some
 *
 * @example
 * expect(await compile([{ name: 'README.md 1', code: 'export const one: number = 1' }])).toEqual({})
 */
export async function compile(
  samples: readonly CodeSample[],
): Promise<Readonly<Record<string, readonly string[]>>> {
  mkdirSync(FOLDER, { recursive: true })
  const folder = mkdtempSync(path.join(FOLDER, 'compile-'))
  try {
    samples.forEach(({ code, isTsx }, index) => {
      writeFileSync(path.join(folder, `${index}.${isTsx ? 'tsx' : 'ts'}`), code)
    })
    writeFileSync(path.join(folder, 'opennext-wrapper.d.ts'), OPENNEXT_WRAPPER)
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(CONFIG))
    return errorsByName(await compilerOutput(folder), samples)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function compilerOutput(folder: string): Promise<string> {
  return new Promise((resolve) => {
    const args = [TSC, '-p', '.', '--pretty', 'false']
    execFile(process.execPath, args, { cwd: folder }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    )
  })
}

function errorsByName(
  output: string,
  samples: readonly CodeSample[],
): Record<string, readonly string[]> {
  const errors: Record<string, string[]> = {}
  // An error of no sample is one of all: the compiler did not run.
  for (const message of output.split(/\n(?! )/).filter(Boolean)) {
    const [, index, place, text] = /^(\d+)\.tsx?\((\d+,\d+)\): (.+)$/s.exec(message) ?? []
    const { name = 'the compiler' } = samples[Number(index)] ?? {}
    errors[name] = [...(errors[name] ?? []), text === undefined ? message : `(${place}) ${text}`]
  }
  return errors
}

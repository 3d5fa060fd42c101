import { existsSync } from 'node:fs'
import path from 'node:path'

/** Returns an environment in which programs of `node_modules/.bin` are found: of this folder, and those above. */
export function withLocalPrograms(
  env: NodeJS.ProcessEnv,
  folder = process.cwd(),
): NodeJS.ProcessEnv {
  const bins: string[] = []
  for (let at = folder; ; at = path.dirname(at)) {
    const bin = path.join(at, 'node_modules', '.bin')
    if (existsSync(bin)) bins.push(bin)
    if (at === path.dirname(at)) break
  }
  // Windows calls it `Path`.
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  return { ...env, [name]: [...bins, env[name]].filter(Boolean).join(path.delimiter) }
}

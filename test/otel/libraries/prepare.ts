import { installBuilt } from '../../install-built.ts'

export function setup(): void {
  installBuilt(import.meta.dirname)
}

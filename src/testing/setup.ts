import { captures } from '../core/output/emit.ts'

// Not the level `silent`: servers that a test starts inherit the environment, and would be silent too.
captures.add(() => undefined)

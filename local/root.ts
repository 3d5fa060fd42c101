import path from 'node:path'

/** The repository's root. */
export const ROOT: string = path.dirname(import.meta.dirname)

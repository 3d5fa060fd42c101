import path from 'node:path'

/** This folder, in whose `node_modules` the tools are. */
export const FOLDER: string = import.meta.dirname
export const BUILD: string = path.join(FOLDER, 'build')

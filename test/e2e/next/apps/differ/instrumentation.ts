export { onRequestError } from './wrappers.ts'

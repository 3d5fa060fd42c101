export { onRequestError } from 'hoptrace/next'

import { requestErrors } from 'hoptrace/next'

/** Writes errors of pages, and of the routes that are not wrapped. */
export const onRequestError = requestErrors({ service: 'bg-remover-frontend' })

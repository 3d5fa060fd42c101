import axios from 'axios'
import got from 'got'
import ky from 'ky'
import { request } from 'undici'

/** Clients of HTTP, each with a function that returns the JSON that a URL answers with any status. */
export const CLIENTS: Readonly<Record<string, (url: string) => Promise<unknown>>> = {
  axios: async (url) => (await axios.get(url, { validateStatus: null })).data,
  'axios with fetch': async (url) =>
    (await axios.get(url, { adapter: 'fetch', validateStatus: null })).data,
  got: (url) => got(url, { throwHttpErrors: false, retry: { limit: 0 } }).json(),
  ky: (url) => ky(url, { throwHttpErrors: false, retry: 0 }).json(),
  undici: async (url) => (await request(url)).body.json(),
}

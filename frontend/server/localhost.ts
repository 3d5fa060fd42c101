const LOCAL_HOST = /^(localhost|[\w-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i

/** Whether a request was sent to this machine by its own name, over http or https. */
export function isLocalhost(headers: Headers): boolean {
  // A reverse proxy may name this server as `localhost`, and the host that users see in the other header.
  const hosts = [headers.get('host'), headers.get('x-forwarded-host')]
  return hosts.every((host) => host === null || LOCAL_HOST.test(host)) && hosts[0] !== null
}

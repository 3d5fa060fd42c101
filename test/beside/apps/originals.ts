// Imported first: says when the process ends which functions a tool has replaced.
function present() {
  const { log } = console
  const { write } = process.stdout
  return { console: log, stdout: write, fetch: globalThis.fetch }
}

const before = Object.entries(present())

process.on('exit', () => {
  const now = new Map(Object.entries(present()))
  const patched = before.map(([name, original]) => [name, now.get(name) !== original])
  process.stderr.write(`patched ${JSON.stringify(Object.fromEntries(patched))}\n`)
})

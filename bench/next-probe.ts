// Loaded before Next.js's server. Answers each message with what the process has used, and ends the
// process with its parent.
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ spent: user + system, resident: process.memoryUsage.rss() })
})
process.on('disconnect', () => process.exit())

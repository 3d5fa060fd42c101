/** Prerendered at build, with a `fetch` of its own. */
export default async function Page() {
  const response = await fetch(`${process.env.ORDERS_URL}/static`, { cache: 'force-cache' })
  return <p>{response.status}</p>
}

import { cookies, headers } from 'next/headers'
import { forbidden, notFound, permanentRedirect, redirect, unauthorized } from 'next/navigation'

interface Props {
  params: Promise<{ kind: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function Page({ params, searchParams }: Props) {
  const { kind } = await params
  if (kind === 'missing') notFound()
  if (kind === 'forbidden') forbidden()
  if (kind === 'unauthorized') unauthorized()
  if (kind === 'redirect') redirect('/pages/1')
  if (kind === 'moved') permanentRedirect('/pages/1')
  if (kind === 'broken') throw new Error('the page is broken')
  const seen = (await cookies()).get('seen')?.value
  const user = (await headers()).get('x-user')
  return <pre>{JSON.stringify({ kind, query: await searchParams, seen, user })}</pre>
}

import type { GetServerSideProps } from 'next'

export const getServerSideProps: GetServerSideProps<{ kind: string }> = async ({ params }) => {
  const kind = String(params?.kind)
  if (kind === 'missing') return { notFound: true }
  if (kind === 'redirect') return { redirect: { destination: '/static', permanent: false } }
  return { props: { kind } }
}

export default function Page({ kind }: { kind: string }) {
  return <main>{kind}</main>
}

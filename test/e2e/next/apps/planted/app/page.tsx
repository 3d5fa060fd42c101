export default function Page() {
  return <p>Planted throws</p>
}

/** Gives a wrapper all properties of the handler that it wraps. Returns the wrapper. */
export function likeHandler<Wrapper extends object>(wrapper: Wrapper, handler: object): Wrapper {
  return Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(handler))
}

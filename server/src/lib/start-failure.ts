/** Why the product could not start, in words that say what to do; everything else as it is. */
export function startFailure(failure: unknown, settings: { DATABASE_URL?: string | undefined }): string {
  if (!(failure instanceof Error)) return String(failure)
  // pg tries every address of a name and gathers the refusals.
  const first = failure instanceof AggregateError ? (failure.errors[0] as Error) : failure
  const { code, syscall, port } = first as NodeJS.ErrnoException & { port?: number }
  if (syscall === 'listen' && code === 'EADDRINUSE')
    return `Port ${port} is in use: stop what runs there, or set PORT to another.`
  if (syscall === 'listen' && code === 'EACCES')
    return `Port ${port} is not ours to open: set PORT to one above 1023.`
  if (settings.DATABASE_URL === undefined) return failure.message
  const { host } = new URL(settings.DATABASE_URL)
  if (syscall === 'connect' || syscall === 'getaddrinfo')
    return `PostgreSQL at ${host} does not answer (${code}): start it, or correct DATABASE_URL.`
  if (code === '28P01' || code === '28000' || code === '3D000')
    return `PostgreSQL at ${host} lets nobody in with DATABASE_URL: ${first.message}.`
  return failure.message
}

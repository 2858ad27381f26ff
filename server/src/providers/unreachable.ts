/** Plain words for why a host could not be reached. */
export function unreachable(error: unknown): string {
  const { code, host } = facts(error)
  const named = host === undefined ? 'The host' : host
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${named} has no address: the name cannot be resolved (${code})`
    case 'ECONNREFUSED':
      return `${named} refuses connections (${code})`
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return `${named} cut the connection (${code})`
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
    case 'ETIMEDOUT':
    case 'TimeoutError':
      return `${named} did not answer in time (${code})`
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `There is no way to ${named} (${code})`
    default:
      return isCertificateProblem(code)
        ? `The certificate of ${named} is not trusted (${code})`
        : `${named} could not be reached (${code})`
  }
}

/** True where the request surely never left: no connection was made. */
export function neverLeft(error: unknown): boolean {
  const { code } = facts(error)
  const early = [
    'ENOTFOUND',
    'EAI_AGAIN',
    'ECONNREFUSED',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'UND_ERR_CONNECT_TIMEOUT',
  ]
  return early.includes(code) || isCertificateProblem(code)
}

/** True where the other side's certificate is the trouble. */
export function isCertificateProblem(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ERR_SSL/.test(code)
}

/** The code and host of a connection's error, from wherever Node and undici keep them. */
export function facts(error: unknown): { code: string; host: string | undefined } {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth += 1) {
    const { code, hostname, address } = one as Error & { code?: unknown; hostname?: string; address?: string }
    if (typeof code === 'string') return { code, host: hostname ?? address }
    if (one.name === 'TimeoutError') return { code: 'TimeoutError', host: undefined }
    if (one instanceof AggregateError && one.errors[0] instanceof Error) return facts(one.errors[0])
  }
  return { code: error instanceof Error ? error.name : 'unknown', host: undefined }
}

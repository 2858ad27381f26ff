import type { FastifyRequest } from 'fastify'
import { type LoggerOptions, stdSerializers } from 'pino'

/**
 * How the product logs: JSON lines on standard output. Whatever could be a secret is cut out by its name, wherever a
 * request, an error or a payload carries it up to three levels deep.
 */
export function logOptions(level: string): LoggerOptions {
  const names = [
    'authorization',
    'cookie',
    'password',
    'secret',
    'value',
    'privateKey',
    'credential',
    'token',
  ]
  const paths = names.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`])
  return {
    level,
    redact: { paths: [...paths, 'req.headers["set-cookie"]'], censor: '[cut]' },
    serializers: { err: stdSerializers.errWithCause, req: withoutSecret },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
  }
}

/** A request as the log has it. The link to a calendar feed is a secret. */
function withoutSecret(request: FastifyRequest) {
  return {
    method: request.method,
    url: request.url?.replace(/^\/feeds\/[^?]*/, '/feeds/[cut]'),
    host: request.host,
    remoteAddress: request.ip,
    remotePort: request.socket?.remotePort,
  }
}

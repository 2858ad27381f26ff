import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiDeps, App } from './deps.ts'
import { sendProblem } from './problems.ts'

/** What no route answers: a problem that says so (405 when only the method is wrong), or the page. */
export function unknownAddresses(app: App, _deps: ApiDeps, methodsOf: (path: string) => string[]): void {
  app.setNotFoundHandler((request, reply) => refuse(request, reply, methodsOf))
}

function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  methodsOf: (path: string) => string[],
): FastifyReply {
  const path = request.url.split('?')[0] ?? '/'
  const methods = methodsOf(path)
  if (methods.length === 0) {
    return sendProblem(
      request,
      reply,
      'not-found',
      `Nothing answers at ${path}. All addresses are in /reference.`,
    )
  }
  reply.header('allow', methods.join(', '))
  return sendProblem(request, reply, 'method-not-allowed', `${path} answers to ${methods.join(', ')}.`)
}

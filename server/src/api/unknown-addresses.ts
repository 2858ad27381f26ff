import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from './deps.ts'
import { sendProblem } from './problems.ts'
import { methodsOf } from './route-table.ts'

/** Answers what no route answers: a problem that says so, 405 when only the method is wrong. */
export function refuseUnknown(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split('?')[0] ?? '/'
  const methods = methodsOf(request.server.routeTable, path)
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

/** Makes `refuseUnknown` the answer to everything that has no route. */
export function unknownAddresses(app: App): void {
  app.setNotFoundHandler(refuseUnknown)
}

import type { Problem } from '@tandem/model/api/problem.ts'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { catalogue, type ErrorCode, type ProblemFacts, TandemError } from '../errors.ts'
import type { App } from './deps.ts'
import { explainIssues } from './validation.ts'

/** What a problem carries besides its catalogue entry. */
export interface ProblemExtras extends ProblemFacts {
  errors?: Problem['errors']
  currentVersion?: number
}

declare module 'fastify' {
  interface FastifyRequest {
    problemExtras: ProblemExtras | undefined
  }
}

/** Answers every error as problem details (RFC 9457); what we did not foresee is logged and told without its inside. */
export function problemDetails(app: App): void {
  app.decorateRequest('problemExtras', undefined)
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const { code, detail, errors } = toProblem(error)
    if (catalogue[code].status >= 500) request.log.error({ err: error }, 'request failed')
    const facts = error instanceof TandemError ? error.facts : {}
    const extras = { ...(errors && { errors }), ...facts, ...request.problemExtras }
    return sendProblem(request, reply, code, detail, extras)
  })
}

/** Answers what fails before a route is found, such as an address that cannot be decoded. */
export function frameworkProblem(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  request.log.info({ code: error.code }, 'request refused')
  sendProblem(
    request,
    reply,
    'invalid-input',
    'The address cannot be read: percent-encode it as UTF-8 (RFC 3986).',
  )
}

/** Sends one problem. */
export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  code: ErrorCode,
  detail: string,
  extras: ProblemExtras = {},
): FastifyReply {
  const { status, title } = catalogue[code]
  const body: Problem = {
    type: `/reference#problem-${code}`,
    title,
    status,
    code,
    detail,
    instance: request.id,
    ...extras,
  }
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="tandem"')
  if (code === 'in-progress' || code === 'unavailable') reply.header('retry-after', '1')
  // Straight to text: the schema of the route's own answers does not apply.
  return reply.status(status).type('application/problem+json').serializer(String).send(JSON.stringify(body))
}

function toProblem(error: FastifyError): { code: ErrorCode; detail: string; errors?: Problem['errors'] } {
  if (error instanceof TandemError) {
    return {
      code: error.code,
      detail: error.message,
      ...(error.fields.length > 0 && { errors: error.fields }),
    }
  }
  if (hasZodFastifySchemaValidationErrors(error))
    return explainIssues(error.validation, error.validationContext)
  const known = fastifyProblems[error.code]
  if (known !== undefined) return known
  if (isDatabaseDown(error)) {
    return { code: 'unavailable', detail: 'The database does not answer. Try again in a moment.' }
  }
  if (/^22\w{3}$/.test(error.code ?? '')) {
    return {
      code: 'invalid-input',
      detail:
        'A text holds a character that cannot be stored (such as U+0000 or half a surrogate pair), or a cursor is wrong.',
    }
  }
  if (error.statusCode === 429) return { code: 'too-many-requests', detail: error.message }
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return {
      code: 'invalid-input',
      detail: 'The request could not be read. Check its address, headers and body.',
    }
  }
  return {
    code: 'unexpected',
    detail:
      'Something failed that we did not foresee. Give the request id (instance) to the people who run Tandem.',
  }
}

/** Fastify's own errors (fastify.dev, Reference/Errors) in the words of the catalogue. */
const fastifyProblems: Record<string, { code: ErrorCode; detail: string }> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    code: 'too-large',
    detail: 'The body is larger than 8 MB (a calendar file: 1 MB). Send less at a time.',
  },
  FST_ERR_CTP_INVALID_JSON_BODY: {
    code: 'invalid-input',
    detail: 'The body is not valid JSON. Check quotes, commas and brackets.',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: 'unsupported-media-type',
    detail:
      'Send the body as JSON with the header "Content-Type: application/json"; a calendar file as "text/calendar".',
  },
}

/**
 * Connection refused or lost (Node), or the server shuts down or has no place left (SQLSTATE 57P0x, 53300, 08xxx), or
 * the database is closed for maintenance (ALLOW_CONNECTIONS false: 55000, which is also other things).
 */
function isDatabaseDown(error: FastifyError): boolean {
  return (
    /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|57P0\d|53300|08\w{3})$/.test(error.code ?? '') ||
    /Connection terminated|timeout exceeded when trying to connect|not currently accepting connections/.test(
      error.message,
    )
  )
}

import type { FastifySchemaValidationError } from 'fastify/types/schema.js'
import type { ErrorCode } from '../errors.ts'

export interface Explained {
  code: ErrorCode
  detail: string
  errors: { pointer: string; detail: string }[]
}

/** Turns zod's issues into pointers with sentences: where it is, what is wrong, what to do. */
export function explainIssues(issues: FastifySchemaValidationError[], context = 'body'): Explained {
  const errors = issues.flatMap((issue) => explainIssue(issue, context))
  const places = errors
    .map(({ pointer, detail }) => (pointer === '' ? detail : `${pointer}: ${detail}`))
    .slice(0, 3)
  const rest = errors.length > places.length ? ` (and ${errors.length - places.length} more)` : ''
  return {
    code: 'invalid-input',
    detail: `Correct this and send it again. ${places.join(' ')}${rest}`,
    errors,
  }
}

function explainIssue(issue: FastifySchemaValidationError, context: string): Explained['errors'] {
  const pointer = `${contextPrefix(context)}${escapePointer(issue.instancePath)}`
  if (issue.keyword === 'unrecognized_keys') {
    const keys = Array.isArray(issue.params.keys) ? issue.params.keys.map(String) : []
    return keys.map((key) => ({
      pointer: `${pointer.replace(/\/$/, '')}/${escapeToken(key)}`,
      detail: givenByTandem.has(key)
        ? 'This is given by Tandem and cannot be set. Leave it out.'
        : 'There is no such field. Leave it out, or look up its name in /reference.',
    }))
  }
  return [{ pointer: pointer === '/' ? '' : pointer, detail: inWords(issue, pointer) }]
}

/** Fields of answers, which come along when somebody sends back what they read. */
const givenByTandem = new Set([
  'id',
  'mailboxId',
  'organisationId',
  'connectionId',
  'version',
  'createdAt',
  'updatedAt',
  'syncState',
  'syncProblem',
  'hasConflict',
])

/** zod's own words, but for those that only say what a program expected. */
function inWords({ message = 'is not accepted' }: FastifySchemaValidationError, pointer: string): string {
  if (pointer === '/' && /expected object, received (null|undefined)/.test(message))
    return 'The body is missing: send a JSON object, with Content-Type: application/json.'
  if (pointer === '/' && message.includes('expected object')) return 'The body must be one JSON object: {…}.'
  if (message.endsWith('received undefined')) return 'This is needed, and is missing.'
  if (message === 'Invalid UUID') return 'This is no id: take it from an answer of the API.'
  // Such as "Too big: expected string to have <=200 characters".
  const bound = /^Too (?:big|small): expected \w+ to \w+ ([<>])=(\d+)( \w+)?$/.exec(message)
  if (bound !== null) return `${bound[1] === '<' ? 'At most' : 'At least'} ${bound[2]}${bound[3] ?? ''}.`
  return sentence(message)
}

/** The body's pointers stand alone (RFC 9457, section 3.1, example); other places are named. */
function contextPrefix(context: string): string {
  return context === 'body' ? '' : context === 'querystring' ? 'query' : context
}

/** The type provider joins the path with slashes; only `~` is left to be escaped (RFC 6901). */
function escapePointer(path: string): string {
  return path.replaceAll('~', '~0')
}

function escapeToken(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`
}

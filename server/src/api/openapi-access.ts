import { problem } from '@tandem/model/api/problem.ts'
import { z } from 'zod'
import type { Access } from './access.ts'
import { describeHeaders } from './openapi-headers.ts'
import type { RouteEntry } from './route-table.ts'

type Operation = { responses?: Record<string, object>; security?: object[]; parameters?: object[] }
interface Document {
  paths?: Record<string, Record<string, unknown> | undefined>
  components?: { schemas?: Record<string, unknown> }
}

/** Adds to every operation who may call it, how errors look, and the headers it takes and gives. */
export function describeAccess<T extends object>(document: T, table: RouteEntry[]): T {
  const { paths = {}, components = {} } = document as Document
  const { $schema: _$schema, id: _id, ...problemSchema } = z.toJSONSchema(problem)
  Object.assign(document, {
    components: { ...components, schemas: { ...components.schemas, Problem: problemSchema } },
  })
  for (const { method, path, access } of table) {
    const operation = paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()] as Operation | undefined
    if (operation === undefined) continue
    operation.security = securityOf(access)
    operation.responses = { ...operation.responses, default: problemResponse }
    describeHeaders(operation, method, path)
  }
  return document
}

const problemResponse = {
  description: 'A problem (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

function securityOf(access: Access[]): object[] {
  if (access.includes('public')) return []
  const ofKeys = access.includes('operator') || access.includes('organisation')
  const ofPeople = ofKeys || access.includes('administrator') || access.includes('agent')
  return [
    ...(ofKeys ? [{ key: [] }] : []),
    ...(ofPeople ? [{ session: [] }] : []),
    ...(access.includes('invitation') ? [{ invitation: [] }] : []),
  ]
}

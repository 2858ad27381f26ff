import type { WireResponse } from '../../wire.ts'
import { type Call, versionRoot } from '../call.ts'
import { refuse } from '../errors.ts'
import { parseFilter, passes, usesOf } from '../filter.ts'
import { checkNames, collection, comparison, entity, linkWith, plainCount, readOptions } from '../odata.ts'

/** A directory object as it is sent. */
export type Shown = Record<string, unknown> & { id: string }

const defaultTop = 100
const maxTop = 999

/** Objects of one kind, filtered, ordered and cut into pages as the request asks. `type` is the name in the model. */
export function listObjects(call: Call, type: string, context: string, all: Shown[]): WireResponse {
  const { request } = call
  const options = readOptions(request.query)
  const found = selected(call, type, all)
  if (options.orderBy) found.sort(comparison(options.orderBy, (item, name) => item[name]))
  const top = options.top ?? defaultTop
  if (top < 1 || top > maxTop) {
    throw refuse.directoryRequest(
      `Invalid page size specified: '${top}'. Must be between 1 and ${maxTop} inclusive.`,
    )
  }
  const start = options.skipToken === undefined ? 0 : Number(options.skipToken)
  if (!Number.isInteger(start)) throw refuse.directoryRequest('The specified page token is invalid.')
  const names = namesOf(all)
  if (names.length > 0) checkNames(options.select, names, type)
  const items = found.slice(start, start + top).map((item) => JSON.stringify(shown(item, options.select)))
  const fields = options.select ? `(${options.select.join(',')})` : ''
  return collection(`${versionRoot(request)}/$metadata#${context}${fields}`, items, {
    ...(options.count && isEventual(call) && { count: found.length }),
    ...(start + top < found.length && { nextLink: linkWith(request, '$skiptoken', String(start + top)) }),
  })
}

/** `…/$count`. */
export function countObjects(call: Call, type: string, all: Shown[]): WireResponse {
  if (!isEventual(call)) throw refuse.directoryQuery('$count is not currently supported.')
  return plainCount(selected(call, type, all).length)
}

/** One object. */
export function showObject(
  call: Call,
  status: number,
  type: string,
  context: string,
  item: Shown,
): WireResponse {
  const { select } = readOptions(call.request.query)
  checkNames(select, Object.keys(item), type)
  const fields = select ? `(${select.join(',')})` : ''
  const at = `${versionRoot(call.request)}/$metadata#${context}${fields}/$entity`
  return entity(status, at, JSON.stringify(shown(item, select)))
}

function selected(call: Call, type: string, all: Shown[]): Shown[] {
  const { filter: text, search } = readOptions(call.request.query)
  let found = [...all]
  if (text !== undefined) {
    const filter = parseFilter(text)
    const names = namesOf(all)
    for (const { name, use } of usesOf(filter)) checkUse(call, type, names, name, use)
    found = found.filter((item) => passes(filter, (name) => item[name]))
  }
  if (search !== undefined) {
    if (!isEventual(call))
      throw refuse.directoryQuery(
        "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
      )
    const clauses = search.split(/\s+OR\s+/).map(readClause)
    found = found.filter((item) => clauses.some(({ name, text: wanted }) => holdsWord(item[name], wanted)))
  }
  return found
}

/** `ne`, `not`, `endswith` are advanced queries here as for people. */
function checkUse(call: Call, type: string, names: string[], name: string, use: string): void {
  if (names.length > 0 && !names.includes(name)) {
    throw refuse.badRequest(
      `Invalid filter clause: Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`,
    )
  }
  if (!['eq', 'startswith', 'ge', 'le', 'any'].includes(use) && !isEventual(call)) {
    throw refuse.directoryQuery(
      `Unsupported or invalid query filter clause specified for property '${name}' of resource '${type}'.`,
    )
  }
}

function readClause(clause: string): { name: string; text: string } {
  const match = /^\s*"(\w+):(.*)"\s*$/.exec(clause)
  if (!match)
    throw refuse.directoryQuery('The $search clause must be of the form "property:value", in double quotes.')
  return { name: match[1] ?? '', text: (match[2] ?? '').toLowerCase() }
}

function holdsWord(value: unknown, wanted: string): boolean {
  const text = String(value ?? '').toLowerCase()
  return text.startsWith(wanted) || text.split(/[\s.@_-]+/).some((word) => word.startsWith(wanted))
}

function shown(item: Shown, select: readonly string[] | undefined): Record<string, unknown> {
  if (select === undefined) return item
  return Object.fromEntries(Object.entries(item).filter(([name]) => select.includes(name)))
}

function namesOf(all: Shown[]): string[] {
  return Object.keys(all[0] ?? {})
}

function isEventual(call: Call): boolean {
  return call.request.headers.consistencylevel?.toLowerCase() === 'eventual'
}

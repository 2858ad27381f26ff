import type { WireRequest, WireResponse } from '../wire.ts'
import { refuse } from './errors.ts'

/** The system query options of a request, read and checked for form. */
export interface QueryOptions {
  select?: string[]
  filter?: string
  search?: string
  expand?: string
  orderBy?: { name: string; descending: boolean }[]
  top?: number
  skip?: number
  count: boolean
  skipToken?: string
  deltaToken?: string
}

const known = [
  'select',
  'filter',
  'search',
  'expand',
  'orderby',
  'top',
  'skip',
  'count',
  'skiptoken',
  'deltatoken',
  'format',
]

/** Reads the options; unknown and repeated ones are refused. */
export function readOptions(query: URLSearchParams): QueryOptions {
  const raw = new Map<string, string>()
  for (const [name, value] of query) {
    if (!name.startsWith('$')) continue
    const option = name.slice(1).toLowerCase()
    if (!known.includes(option)) throw refuse.badRequest(`The query parameter '${name}' is not supported.`)
    if (raw.has(option)) {
      throw refuse.badRequest(
        `Query option '${name}' was specified more than once, but it must be specified at most once.`,
      )
    }
    raw.set(option, value)
  }
  return {
    ...optional('select', listOf(raw.get('select'))),
    ...optional('filter', raw.get('filter')),
    ...optional('search', raw.get('search')),
    ...optional('expand', raw.get('expand')),
    ...optional('orderBy', listOf(raw.get('orderby'))?.map(readOrder)),
    ...optional('top', readCount('$top', raw.get('top'))),
    ...optional('skip', readCount('$skip', raw.get('skip'))),
    ...optional('skipToken', raw.get('skiptoken')),
    ...optional('deltaToken', raw.get('deltatoken')),
    count: raw.get('count')?.toLowerCase() === 'true',
  }
}

/** Refuses names that the type does not have. */
export function checkNames(
  names: readonly string[] | undefined,
  allowed: readonly string[],
  type: string,
): void {
  const unknown = names?.find((name) => !allowed.includes(name))
  if (unknown === undefined) return
  throw refuse.badRequest(
    `Parsing OData Select and Expand failed: Could not find a property named '${unknown}' on type 'microsoft.graph.${type}'.`,
  )
}

/** A comparison for `$orderby`; text is compared without regard to case, null comes first. */
export function comparison<T>(
  orderBy: { name: string; descending: boolean }[],
  propertyOf: (item: T, name: string) => unknown,
): (a: T, b: T) => number {
  return (a, b) => {
    for (const { name, descending } of orderBy) {
      const [x, y] = [sortKey(propertyOf(a, name)), sortKey(propertyOf(b, name))]
      if (x !== y) return (x < y ? -1 : 1) * (descending ? -1 : 1)
    }
    return 0
  }
}

/** The address of this request with one option set anew, for `@odata.nextLink`. */
export function linkWith(request: WireRequest, option: string, value: string): string {
  const pairs = [...request.query].filter(([name]) => name.toLowerCase() !== option)
  pairs.push([option, value])
  const query = pairs.map(([name, text]) => `${encodeOption(name)}=${encodeURIComponent(text)}`)
  return `${request.origin}${request.path}?${query.join('&')}`
}

/** A collection: items are JSON texts already, so that they need not be parsed and written again. */
export function collection(
  context: string,
  items: readonly string[],
  extra: { count?: number; nextLink?: string; deltaLink?: string } = {},
  headers: Record<string, string> = {},
): WireResponse {
  return {
    status: 200,
    headers: { ...jsonType, ...headers },
    body: `${pageHead(context, extra)},"value":[${items.join(',')}]}`,
  }
}

/**
 * A page of changes: each item is the UTF-8 of a JSON object without its opening brace, which is written here together with `@odata.type`.
 */
export function changePage(
  context: string,
  type: string,
  items: readonly Buffer[],
  extra: { nextLink?: string; deltaLink?: string },
  headers: Record<string, string>,
): WireResponse {
  const first = Buffer.from(`{"@odata.type":"#microsoft.graph.${type}",`)
  const later = Buffer.concat([Buffer.from(','), first])
  const chunks: Buffer[] = [Buffer.from(`${pageHead(context, extra)},"value":[`)]
  for (const item of items) chunks.push(chunks.length === 1 ? first : later, item)
  chunks.push(Buffer.from(']}'))
  return { status: 200, headers: { ...jsonType, ...headers }, body: Buffer.concat(chunks) }
}

/** One entity whose JSON text is given, with its context. */
export function entity(
  status: number,
  context: string,
  text: string,
  headers: Record<string, string> = {},
): WireResponse {
  const body = `{"@odata.context":${JSON.stringify(context)},${text.slice(1)}`
  return { status, headers: { ...jsonType, ...headers }, body }
}

/** `…/$count`: a bare number. */
export function plainCount(count: number): WireResponse {
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: String(count) }
}

const jsonType = {
  'content-type':
    'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
}

function pageHead(context: string, extra: { count?: number; nextLink?: string; deltaLink?: string }): string {
  let head = `{"@odata.context":${JSON.stringify(context)}`
  if (extra.count !== undefined) head += `,"@odata.count":${extra.count}`
  if (extra.nextLink !== undefined) head += `,"@odata.nextLink":${JSON.stringify(extra.nextLink)}`
  if (extra.deltaLink !== undefined) head += `,"@odata.deltaLink":${JSON.stringify(extra.deltaLink)}`
  return head
}

function listOf(text: string | undefined): string[] | undefined {
  return text
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function readOrder(text: string): { name: string; descending: boolean } {
  const [name = '', direction = 'asc', ...rest] = text.split(/\s+/)
  if (rest.length > 0 || !/^(asc|desc)$/i.test(direction)) {
    throw refuse.badRequest(`Syntax error at position ${name.length} in '${text}'.`)
  }
  return { name, descending: direction.toLowerCase() === 'desc' }
}

function readCount(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d+$/.test(text)) return Number(text)
  throw refuse.badRequest(
    `Invalid value '${text}' for ${option} query option found. The ${option} query option requires a non-negative integer value.`,
  )
}

function optional<K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { [key in K]?: V })
}

function sortKey(value: unknown): string {
  return value === null || value === undefined ? '' : String(value).toLowerCase()
}

function encodeOption(name: string): string {
  return encodeURIComponent(name).replaceAll('%24', '$')
}

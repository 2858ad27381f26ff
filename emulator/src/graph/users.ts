import { findUser } from '../tenant/directory.ts'
import type { User } from '../tenant/types.ts'
import type { WireResponse } from '../wire.ts'
import { type Call, directoryRoute, param, type Route, versionRoot } from './call.ts'
import { GraphError, refuse } from './errors.ts'
import { parseFilter, passes, usesOf } from './filter.ts'
import { checkNames, collection, comparison, entity, linkWith, plainCount, readOptions } from './odata.ts'
import { exchangePlan } from './organization.ts'
import { defaultUserProperties, userProperties, userProperty } from './user-properties.ts'

/** Any of these reads people (user-list, user-get in the reference). */
const permissions = [
  'User.ReadBasic.All',
  'User.Read.All',
  'User.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
]

/** The directory's page size and its greatest. */
const defaultTop = 100
const maxTop = 999

/** People. */
export const userRoutes: Route[] = [
  directoryRoute('GET', 'users', permissions, list),
  directoryRoute('GET', 'users/$count', permissions, count),
  directoryRoute('GET', 'users/{user}', permissions, get),
  directoryRoute('GET', 'users/{user}/licenseDetails', permissions, licenses),
]

function list(call: Call): WireResponse {
  const { request } = call
  const options = readOptions(request.query)
  checkNames(options.select, userProperties, 'user')
  if (options.skip !== undefined) throw unsupported("'$skip' is not supported by the service.")
  const top = options.top ?? defaultTop
  if (top < 1 || top > maxTop) {
    throw new GraphError(
      400,
      'Request_BadRequest',
      `Invalid page size specified: '${top}'. Must be between 1 and ${maxTop} inclusive.`,
    )
  }
  const found = select(call)
  checkNames(
    options.orderBy?.map(({ name }) => name),
    userProperties,
    'user',
  )
  if (options.orderBy) found.sort(comparison(options.orderBy, (user, name) => userProperty(user, name)))
  const start = options.skipToken === undefined ? 0 : readSkip(options.skipToken)
  const items = found.slice(start, start + top).map((user) => userJson(user, options.select))
  const context = `${versionRoot(request)}/$metadata#users${options.select ? `(${options.select.join(',')})` : ''}`
  return collection(context, items, {
    ...(options.count && isEventual(call) && { count: found.length }),
    ...(start + top < found.length && { nextLink: linkWith(request, '$skiptoken', writeSkip(start + top)) }),
  })
}

function count(call: Call): WireResponse {
  if (!isEventual(call)) throw unsupported('$count is not currently supported.')
  return plainCount(select(call).length)
}

function get(call: Call): WireResponse {
  const { select: names } = readOptions(call.request.query)
  checkNames(names, userProperties, 'user')
  const shown = names ? `(${names.join(',')})` : ''
  return entity(
    200,
    `${versionRoot(call.request)}/$metadata#users${shown}/$entity`,
    userJson(userOf(call), names),
  )
}

function licenses(call: Call): WireResponse {
  const user = userOf(call)
  const license = {
    id: 'exchange-license',
    skuId: '4b9405b0-7788-4568-add1-99614e613b69',
    skuPartNumber: 'EXCHANGESTANDARD',
    servicePlans: [
      {
        servicePlanId: exchangePlan,
        servicePlanName: 'EXCHANGE_S_STANDARD',
        provisioningStatus: 'Success',
        appliesTo: 'User',
      },
    ],
  }
  const context = `${versionRoot(call.request)}/$metadata#users('${user.id}')/licenseDetails`
  return collection(context, user.licensed ? [JSON.stringify(license)] : [])
}

function userOf(call: Call): User {
  const user = findUser(call.tenant, param(call, 'user'))
  if (user === undefined) throw refuse.directoryNotFound(param(call, 'user'))
  return user
}

function userJson(user: User, names: readonly string[] | undefined): string {
  const shown = names ? userProperties.filter((name) => names.includes(name)) : defaultUserProperties
  return JSON.stringify(Object.fromEntries(shown.map((name) => [name, userProperty(user, name)])))
}

/** By display name; the directory promises no order. */
function select(call: Call): User[] {
  const { filter: filterText, search } = readOptions(call.request.query)
  let found = [...call.tenant.users.values()]
  if (filterText !== undefined) {
    const filter = parseFilter(filterText)
    for (const { name, use } of usesOf(filter)) checkFilter(call, name, use)
    found = found.filter((user) => passes(filter, (name) => userProperty(user, name)))
  }
  if (search !== undefined) {
    if (!isEventual(call)) {
      throw unsupported(
        "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
      )
    }
    const clauses = readSearch(search)
    found = found.filter((user) => clauses.every((clause) => matches(user, clause)))
  }
  return found.sort((a, b) => a.displayName.localeCompare(b.displayName) || (a.id < b.id ? -1 : 1))
}

/** `ne`, `not`, `endswith` and friends are advanced queries: they need the header and `$count=true`. */
function checkFilter(call: Call, name: string, use: string): void {
  if (!userProperties.includes(name)) {
    throw refuse.badRequest(
      `Invalid filter clause: Could not find a property named '${name}' on type 'microsoft.graph.user'.`,
    )
  }
  if (use === 'contains') throw unsupported("Unsupported query: operator 'contains' is not supported.")
  const isAdvanced = !['eq', 'startswith', 'ge', 'le', 'any'].includes(use)
  if (isAdvanced && !isEventual(call))
    throw unsupported(
      `Unsupported or invalid query filter clause specified for property '${name}' of resource 'User'.`,
    )
}

/** `"displayName:ann"` with AND between clauses; a clause without a property is refused by the directory. */
function readSearch(search: string): { name: string; text: string }[] {
  return search.split(/\s+AND\s+/).map((clause) => {
    const match = /^\s*"(\w+):(.*)"\s*$/.exec(clause)
    if (!match || !userProperties.includes(match[1] ?? '')) {
      throw new GraphError(
        400,
        'Request_UnsupportedQuery',
        'The $search clause must be of the form "property:value", in double quotes.',
      )
    }
    return { name: match[1] ?? '', text: (match[2] ?? '').toLowerCase() }
  })
}

/** Words are matched by their beginnings. */
function matches(user: User, clause: { name: string; text: string }): boolean {
  const value = String(userProperty(user, clause.name) ?? '').toLowerCase()
  return (
    value.startsWith(clause.text) || value.split(/[\s.@_-]+/).some((word) => word.startsWith(clause.text))
  )
}

function isEventual(call: Call): boolean {
  return call.request.headers.consistencylevel?.toLowerCase() === 'eventual'
}

function unsupported(message: string): GraphError {
  return new GraphError(400, 'Request_UnsupportedQuery', message)
}

function writeSkip(skip: number): string {
  return Buffer.from(`users ${skip}`).toString('base64url')
}

function readSkip(token: string): number {
  const skip = /^users (\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1]
  if (skip === undefined)
    throw new GraphError(400, 'Request_BadRequest', 'The specified page token is invalid.')
  return Number(skip)
}

import { refuse } from './errors.ts'
import type { Filter } from './filter.ts'

const types = [
  'ApplicationTime',
  'Binary',
  'Boolean',
  'CLSID',
  'Currency',
  'Double',
  'Error',
  'Float',
  'Integer',
  'Long',
  'Null',
  'Object',
  'Short',
  'String',
  'SystemTime',
]

const named = /^(\w+)\s+\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?\s+(Name|Id)\s+(\S.*)$/i
const tagged = /^(\w+)\s+0x([0-9a-f]{1,8})$/i

/** One spelling for every way to write the id of an extended property, or a 400. */
export function normalisePropertyId(id: string): string {
  const tag = tagged.exec(id.trim())
  if (tag) return `${typeOf(tag[1] ?? '')} 0x${Number.parseInt(tag[2] ?? '', 16).toString(16)}`
  const name = named.exec(id.trim())
  if (!name) throw malformed()
  const [, type = '', guid = '', kind = '', rest = ''] = name
  const isName = kind.toLowerCase() === 'name'
  return `${typeOf(type)} {${guid.toLowerCase()}} ${isName ? 'Name' : 'Id'} ${isName ? rest : rest.toLowerCase()}`
}

/** The properties in `singleValueExtendedProperties` of a body, by normalised id. */
export function readExtended(value: unknown): Record<string, string> {
  if (!Array.isArray(value))
    throw refuse.bodyShape("A collection was expected for 'singleValueExtendedProperties'.")
  const read = value.map((entry: unknown): [string, string] => {
    const { id, value: text } = (entry ?? {}) as Record<string, unknown>
    if (typeof id !== 'string' || typeof text !== 'string') {
      throw refuse.bodyShape("'id' and 'value' of an extended property must be of type 'Edm.String'.")
    }
    return [normalisePropertyId(id), text]
  })
  return Object.fromEntries(read)
}

/** What `$expand=singleValueExtendedProperties($filter=id eq '…' or id eq '…')` asks for. */
export function parseExpand(expand: string, type = 'contact'): string[] {
  const match = /^\s*singleValueExtendedProperties\s*\(\s*\$filter\s*=\s*(.+)\)\s*$/is.exec(expand)
  if (!match) {
    const property = /^\s*([\w.]+)/.exec(expand)?.[1] ?? expand
    if (/^singleValueExtendedProperties$/i.test(property)) {
      throw refuse.urlQuery('A filter is required when expanding single-value extended properties.')
    }
    throw refuse.badRequest(
      `Parsing OData Select and Expand failed: Could not find a property named '${property}' on type 'microsoft.graph.${type}'.`,
    )
  }
  return (match[1] ?? '').split(/\s+or\s+/i).map((part) => {
    const quoted = /^\s*\(?\s*id\s+eq\s+'((?:[^']|'')*)'\s*\)?\s*$/i.exec(part)
    if (!quoted)
      throw refuse.badRequest(`Parsing OData Select and Expand failed: Syntax error in '${part.trim()}'.`)
    return normalisePropertyId((quoted[1] ?? '').replaceAll("''", "'"))
  })
}

/** Ids of extended properties can be written in several ways: inside a filter they all become one. */
export function normaliseFilterIds(filter: Filter): void {
  if (filter.kind === 'and' || filter.kind === 'or') {
    normaliseFilterIds(filter.left)
    normaliseFilterIds(filter.right)
  } else if (filter.kind === 'not') normaliseFilterIds(filter.inner)
  else if (filter.kind === 'any' && filter.path[0] === 'singleValueExtendedProperties' && filter.inner) {
    normaliseWithin(filter.inner, filter.variable)
  }
}

function normaliseWithin(filter: Filter, variable: string): void {
  if (filter.kind === 'and' || filter.kind === 'or') {
    normaliseWithin(filter.left, variable)
    normaliseWithin(filter.right, variable)
  } else if (
    filter.kind === 'compare' &&
    filter.path[0] === variable &&
    filter.path[1]?.toLowerCase() === 'id'
  ) {
    filter.value = normalisePropertyId(String(filter.value))
  }
}

function typeOf(type: string): string {
  const known = types.find((candidate) => candidate.toLowerCase() === type.toLowerCase())
  if (known === undefined) throw malformed()
  return known
}

function malformed() {
  return refuse.property(
    "PropertyId values may only be in one of the following formats: 'MapiPropertyType namespaceGuid Name propertyName', 'MapiPropertyType namespaceGuid Id propertyId' or 'MapiPropertyType propertyTag'.",
  )
}

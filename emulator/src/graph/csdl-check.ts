/** Checks answers against the service's own model (metadata-v1.0.xml), where the reference folder lies next to the repository. */
import { existsSync, readFileSync } from 'node:fs'
import { XMLParser } from 'fast-xml-parser'

const reference = new URL('../../../../shared/reference/graph/', import.meta.url)

/** The published examples and the model are there. */
export const hasReference = existsSync(new URL('metadata-v1.0.xml', reference))

/** A file of the reference. */
export function readReference(name: string): string {
  return readFileSync(new URL(name, reference), 'utf8')
}

/** Everything in a JSON answer that the model does not have or has with another type. */
export function modelProblems(answer: Record<string, unknown>): string[] {
  const context = answer['@odata.context']
  // Upload addresses belong to another service, whose model is not published.
  if (typeof context !== 'string' || !hasReference || context.includes('/api/v2.0/')) return []
  const type = typeOf(context)
  if (type === undefined) return [`no type is known for the context ${context}`]
  if (!Array.isArray(answer.value)) return objectProblems(answer, type, type)
  return answer.value.flatMap((item, at) => objectProblems(item, type, `${type}[${at}]`))
}

interface Declared {
  base: string | undefined
  properties: Map<string, string>
}

/** Shown in the published answers, though not in the model. */
const outsideModel = ['subscription.notificationContentType']

/** Clients put their own properties into these; events are open too, but the service does not let clients use it. */
const openTypes = new Set(['openTypeExtension', 'extension'])

const types: Record<string, string> = {
  users: 'user',
  organization: 'organization',
  applications: 'application',
  directoryObjects: 'directoryObject',
  servicePrincipals: 'servicePrincipal',
  groups: 'group',
  appRoleAssignments: 'appRoleAssignment',
  appRoleAssignedTo: 'appRoleAssignment',
  oauth2PermissionGrants: 'oAuth2PermissionGrant',
  'microsoft.graph.passwordCredential': 'passwordCredential',
  'microsoft.graph.keyCredential': 'keyCredential',
  contacts: 'contact',
  'Collection(contact)': 'contact',
  contactFolders: 'contactFolder',
  childFolders: 'contactFolder',
  'Collection(contactFolder)': 'contactFolder',
  calendar: 'calendar',
  calendars: 'calendar',
  events: 'event',
  calendarView: 'event',
  'Collection(event)': 'event',
  lists: 'todoTaskList',
  'Collection(todoTaskList)': 'todoTaskList',
  tasks: 'todoTask',
  'Collection(todoTask)': 'todoTask',
  checklistItems: 'checklistItem',
  linkedResources: 'linkedResource',
  extensions: 'openTypeExtension',
  subscriptions: 'subscription',
  mailboxSettings: 'mailboxSettings',
  licenseDetails: 'licenseDetails',
  photo: 'profilePhoto',
  messages: 'message',
  message: 'message',
  'Collection(message)': 'message',
  mailFolders: 'mailFolder',
  'Collection(mailFolder)': 'mailFolder',
  attachments: 'attachment',
  'microsoft.graph.uploadSession': 'uploadSession',
}

function typeOf(context: string): string | undefined {
  const path = context.split('#')[1]?.replace(/\/\$entity$/, '') ?? ''
  const last = path.split('/').at(-1) ?? ''
  if (last === 'childFolders' && path.includes('mailFolders')) return 'mailFolder'
  return types[last] ?? types[last.replace(/\(.*\)$/, '')]
}

function objectProblems(value: unknown, type: string, at: string): string[] {
  if (typeof value !== 'object' || value === null) return [`${at} is no object`]
  const removed = '@removed' in value
  const derived =
    '@odata.type' in value ? String(value['@odata.type']).replace(/^#?microsoft\.graph\./, '') : type
  return Object.entries(value).flatMap(([name, part]) => {
    if (name.includes('@') || (removed && name === 'id') || outsideModel.includes(`${type}.${name}`))
      return []
    const declared = propertyType(derived, name)
    if (declared === undefined && openTypes.has(derived)) return []
    return declared === undefined
      ? [`${at}.${name} is not in the model`]
      : valueProblems(part, declared, `${at}.${name}`)
  })
}

function valueProblems(value: unknown, type: string, at: string): string[] {
  const inner = /^Collection\((.+)\)$/.exec(type)?.[1]
  if (inner !== undefined) {
    if (!Array.isArray(value)) return [`${at} is no collection`]
    return value.flatMap((item, index) => valueProblems(item, inner, `${at}[${index}]`))
  }
  if (value === null) return []
  const simple = primitives[type]
  if (simple) return simple(value) ? [] : [`${at} is no ${type}: ${JSON.stringify(value)}`]
  const name = type.replace(/^graph\./, '')
  const members = model().enums.get(name)
  if (members) return members.has(String(value)) ? [] : [`${at} is no ${name}: ${JSON.stringify(value)}`]
  return objectProblems(value, name, at)
}

const isText = (value: unknown) => typeof value === 'string'

const primitives: Record<string, (value: unknown) => boolean> = {
  'Edm.String': isText,
  'Edm.Boolean': (value) => typeof value === 'boolean',
  'Edm.Date': (value) => isText(value) && /^\d{4}-\d\d-\d\d$/.test(String(value)),
  'Edm.Double': (value) => typeof value === 'number',
  'Edm.Int32': (value) => Number.isInteger(value),
  'Edm.Int64': (value) => Number.isInteger(value),
  'Edm.Binary': isText,
  'Edm.Guid': (value) => isText(value) && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(String(value)),
  'Edm.DateTimeOffset': (value) =>
    isText(value) && /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(String(value)),
  'Edm.TimeOfDay': (value) => isText(value) && /^\d\d:\d\d:\d\d(\.\d+)?$/.test(String(value)),
}

function propertyType(type: string, name: string): string | undefined {
  for (let at: string | undefined = type; at !== undefined; at = model().types.get(at)?.base) {
    const found = model().types.get(at)?.properties.get(name)
    if (found !== undefined) return found
  }
  return undefined
}

interface Model {
  types: Map<string, Declared>
  enums: Map<string, Set<string>>
}

let parsed: Model | undefined

function model(): Model {
  parsed ??= readModel()
  return parsed
}

interface Element {
  Name: string
  Type: string
  BaseType?: string
  Property?: Element[]
  NavigationProperty?: Element[]
  Member?: Element[]
}

const repeated = [
  'Property',
  'NavigationProperty',
  'Member',
  'EntityType',
  'ComplexType',
  'EnumType',
  'Schema',
]

function readModel(): Model {
  const isArray = (name: string) => repeated.includes(name)
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', isArray })
  const document = parser.parse(readReference('metadata-v1.0.xml'))
  const schemas: Record<string, Element[] | undefined>[] = document['edmx:Edmx']['edmx:DataServices'].Schema
  const main = schemas.find((schema) => (schema.EntityType ?? []).some((type) => type.Name === 'contact'))
  const declared = [...(main?.EntityType ?? []), ...(main?.ComplexType ?? [])]
  return {
    types: new Map(declared.map((type) => [type.Name, declare(type)])),
    enums: new Map(
      (main?.EnumType ?? []).map((type) => [type.Name, new Set(type.Member?.map(({ Name }) => Name))]),
    ),
  }
}

function declare(type: Element): Declared {
  const properties = [...(type.Property ?? []), ...(type.NavigationProperty ?? [])]
  return {
    base: type.BaseType?.replace(/^graph\./, ''),
    properties: new Map(properties.map(({ Name, Type }) => [Name, Type])),
  }
}

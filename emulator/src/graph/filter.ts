/** `$filter` as the rooms of Graph need it: comparisons, and/or/not, startswith/endswith/contains, `any`. */
import { type GraphError, refuse } from './errors.ts'

export type Filter =
  | { kind: 'and' | 'or'; left: Filter; right: Filter }
  | { kind: 'not'; inner: Filter }
  | { kind: 'compare'; operator: string; path: string[]; value: Literal }
  | { kind: 'call'; name: string; path: string[]; value: Literal }
  | { kind: 'any'; path: string[]; variable: string; inner: Filter | undefined }

export type Literal = string | number | boolean | null

/** The syntax tree of a `$filter`, or a 400. */
export function parseFilter(text: string): Filter {
  const tokens = tokenise(text)
  if (tokens.length > maxTokens) throw syntax('The expression is too long.')
  const reader = { tokens, at: 0 }
  const filter = readOr(reader)
  if (reader.at < tokens.length) throw syntax(`Syntax error at '${tokens[reader.at]}'.`)
  return filter
}

/** Whether an item passes; `resolve` gives the value of a property by its first name. Text is compared without regard to case. */
export function passes(filter: Filter, resolve: (name: string) => unknown): boolean {
  switch (filter.kind) {
    case 'and':
      return passes(filter.left, resolve) && passes(filter.right, resolve)
    case 'or':
      return passes(filter.left, resolve) || passes(filter.right, resolve)
    case 'not':
      return !passes(filter.inner, resolve)
    case 'compare':
      return compare(filter.operator, follow(filter.path, resolve), filter.value)
    case 'call':
      return callText(filter.name, follow(filter.path, resolve), filter.value)
    case 'any': {
      const items = follow(filter.path, resolve)
      if (!Array.isArray(items)) return false
      const { inner, variable } = filter
      if (inner === undefined) return items.length > 0
      return items.some((item: unknown) =>
        passes(inner, (name) => (name === variable ? item : resolve(name))),
      )
    }
  }
}

/** Every property that a filter starts from, with the way it is used. */
export function usesOf(filter: Filter): { name: string; use: string }[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return [...usesOf(filter.left), ...usesOf(filter.right)]
    case 'not':
      return usesOf(filter.inner)
    case 'any': {
      const inner = filter.inner ? usesOf(filter.inner).filter(({ name }) => name !== filter.variable) : []
      return [{ name: filter.path[0] ?? '', use: 'any' }, ...inner]
    }
    case 'compare':
      return [{ name: filter.path[0] ?? '', use: filter.operator }]
    case 'call':
      return [{ name: filter.path[0] ?? '', use: filter.name }]
  }
}

interface Reader {
  tokens: string[]
  at: number
}

/** Far beyond any filter that makes sense, far below what the recursion takes. */
const maxTokens = 1000

const operators = ['eq', 'ne', 'gt', 'ge', 'lt', 'le']
const textCalls = ['startswith', 'endswith', 'contains']

function tokenise(text: string): string[] {
  const tokens: string[] = []
  const pattern = /\s*('(?:[^']|'')*'|[(),:]|\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?|[\w./@$-]+)/gy
  let end = 0
  for (const match of text.matchAll(pattern)) {
    tokens.push(match[1] as string)
    end = match.index + match[0].length
  }
  if (text.slice(end).trim() !== '' || tokens.length === 0)
    throw syntax(`Syntax error at position ${end} in '${text}'.`)
  return tokens
}

function readOr(reader: Reader): Filter {
  let left = readAnd(reader)
  while (takeWord(reader, 'or')) left = { kind: 'or', left, right: readAnd(reader) }
  return left
}

function readAnd(reader: Reader): Filter {
  let left = readNot(reader)
  while (takeWord(reader, 'and')) left = { kind: 'and', left, right: readNot(reader) }
  return left
}

function readNot(reader: Reader): Filter {
  if (takeWord(reader, 'not')) return { kind: 'not', inner: readNot(reader) }
  if (takeWord(reader, '(')) {
    const inner = readOr(reader)
    expectToken(reader, ')')
    return inner
  }
  return readTerm(reader)
}

function readTerm(reader: Reader): Filter {
  const word = next(reader)
  if (textCalls.includes(word.toLowerCase()) && takeWord(reader, '('))
    return readCall(reader, word.toLowerCase())
  if (/\/any$/i.test(word) && takeWord(reader, '(')) return readAny(reader, word.split('/').slice(0, -1))
  return readComparison(reader, readPath(reader, word))
}

function readCall(reader: Reader, name: string): Filter {
  const path = readPath(reader, next(reader))
  expectToken(reader, ',')
  const value = literal(next(reader))
  expectToken(reader, ')')
  return readTruth(reader, { kind: 'call', name, path, value })
}

/** `startswith(…) eq true` is an older way to write `startswith(…)`. */
function readTruth(reader: Reader, filter: Filter): Filter {
  if (!takeWord(reader, 'eq')) return filter
  return literal(next(reader)) === false ? { kind: 'not', inner: filter } : filter
}

function readAny(reader: Reader, path: string[]): Filter {
  if (takeWord(reader, ')')) return { kind: 'any', path, variable: '', inner: undefined }
  const variable = next(reader)
  expectToken(reader, ':')
  const inner = readOr(reader)
  expectToken(reader, ')')
  return { kind: 'any', path, variable, inner }
}

function readComparison(reader: Reader, path: string[]): Filter {
  const operator = next(reader).toLowerCase()
  if (!operators.includes(operator)) throw syntax(`Syntax error at '${operator}'.`)
  const bracketed = takeWord(reader, '(')
  const value = literal(next(reader))
  if (bracketed) expectToken(reader, ')')
  return { kind: 'compare', operator, path, value }
}

/** A property path; `cast(path, type)` and `tolower(path)` compare as the path itself does. */
function readPath(reader: Reader, word: string): string[] {
  const call = word.toLowerCase()
  if (!['cast', 'tolower', 'toupper'].includes(call) || !takeWord(reader, '(')) return word.split('/')
  const path = next(reader).split('/')
  if (call === 'cast') {
    expectToken(reader, ',')
    next(reader)
  }
  expectToken(reader, ')')
  return path
}

function literal(token: string): Literal {
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'")
  if (token === 'true') return true
  if (token === 'false') return false
  if (token === 'null') return null
  if (/^-?\d+(\.\d+)?$/.test(token)) return Number(token)
  if (/^\d{4}-\d\d-\d\d/.test(token) || /^[0-9a-f-]{36}$/i.test(token)) return token
  throw syntax(`Syntax error at '${token}'.`)
}

function follow(path: string[], resolve: (name: string) => unknown): unknown {
  const [first = '', ...rest] = path
  let value = resolve(first)
  for (const name of rest) {
    if (typeof value !== 'object' || value === null) return null
    const record = value as Record<string, unknown>
    const key = Object.keys(record).find((candidate) => candidate.toLowerCase() === name.toLowerCase())
    value = key === undefined ? null : record[key]
  }
  return value ?? null
}

function compare(operator: string, value: unknown, literalValue: Literal): boolean {
  if (value === null || literalValue === null || typeof value === 'object') {
    const same = value === literalValue
    return operator === 'eq' ? same : operator === 'ne' && !same
  }
  const [a, b] = comparable(value, literalValue)
  switch (operator) {
    case 'eq':
      return a === b
    case 'ne':
      return a !== b
    case 'gt':
      return a > b
    case 'ge':
      return a >= b
    case 'lt':
      return a < b
    default:
      return a <= b
  }
}

function comparable(value: unknown, other: Literal): [number | string, number | string] {
  if (typeof other === 'number') return [Number(value), other]
  const [a, b] = [String(value), String(other)]
  const isTime = /^\d{4}-\d\d-\d\dT/
  if (isTime.test(a) && /^\d{4}-\d\d-\d\d/.test(b)) return [Date.parse(a), Date.parse(b)]
  return [a.toLowerCase(), b.toLowerCase()]
}

function callText(name: string, value: unknown, wanted: Literal): boolean {
  if (typeof value !== 'string') return false
  const [text, part] = [value.toLowerCase(), String(wanted).toLowerCase()]
  if (name === 'startswith') return text.startsWith(part)
  return name === 'endswith' ? text.endsWith(part) : text.includes(part)
}

function takeWord(reader: Reader, word: string): boolean {
  if (reader.tokens[reader.at]?.toLowerCase() !== word) return false
  reader.at += 1
  return true
}

function expectToken(reader: Reader, token: string): void {
  const found = next(reader)
  if (found !== token) throw syntax(`'${token}' expected, '${found}' found.`)
}

function next(reader: Reader): string {
  const token = reader.tokens[reader.at]
  if (token === undefined) throw syntax('The expression ends too early.')
  reader.at += 1
  return token
}

function syntax(message: string): GraphError {
  return refuse.badRequest(`Invalid filter clause: ${message}`)
}

import type { components, paths } from './schema.ts'

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** The paths of the reference without `/api/v1`. */
type Paths = { [P in keyof paths as P extends `/api/v1${infer Rest}` ? Rest : never]: paths[P] }
export type PathOf<M extends Method> = {
  [P in keyof Paths]: Paths[P] extends { [Name in M]: object } ? P : never
}[keyof Paths]
type Operation<M extends Method, P extends PathOf<M>> = Paths[P][M & keyof Paths[P]]

type Parameters<Op> = Op extends { parameters: infer Given } ? Given : never
type Body<Op> = Op extends { requestBody: { content: { 'application/json': infer Json } } }
  ? { body: Json }
  : Op extends { requestBody?: { content: { 'application/json': infer Json } } }
    ? { body?: Json }
    : { body?: object }
type Part<Given, Name extends string> = Name extends keyof Given ? Pick<Given, Name> : unknown

/** What every request takes beside its own parameters and body. */
export interface RequestOptions {
  /** The version that is edited: sent as `If-Match`. */
  version?: number
  /** Of your own, for a write that may be repeated after a restart; without it each call gets a new one. */
  idempotencyKey?: string
  /** A body that is no JSON, sent as it is. */
  file?: { content: Blob | string; contentType: string }
  headers?: Record<string, string>
  signal?: AbortSignal
  /** Goes out even when the page that asks is left. */
  keepalive?: boolean
}

/** What a request to a path takes: `path`, `query`, `body`, and the options of every request. */
export type Input<M extends Method, P extends PathOf<M>> = Part<Parameters<Operation<M, P>>, 'path'> &
  Part<Parameters<Operation<M, P>>, 'query'> &
  Body<Operation<M, P>> &
  RequestOptions

/** Whether an input may be left out as a whole. */
export type IsOptional<Given> = Record<never, never> extends Given ? true : false

/** What a request to a path answers. */
export type Answer<M extends Method, P extends PathOf<M>> =
  Operation<M, P> extends { responses: infer All }
    ? ContentOf<All[keyof All & (200 | 201 | 202 | 204)]>
    : never

type ContentOf<Response> = Response extends { content: infer Content } ? Content[keyof Content] : undefined

/** A schema of the reference: `Schema<'Contact'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name]

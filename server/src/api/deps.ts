import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Config } from '../config.ts'
import type { Outside, Provider } from '../providers/provider.ts'
import type { Database } from '../store/database.ts'
import type { Auth, AuthDeps } from './sign-in.ts'

/** What the API is built from; main.ts and the test harness make it. */
export interface ApiDeps {
  db: Database
  /** Connection string of the database, for the listening connection. */
  url: string
  config: Config
  log: FastifyBaseLogger
  auth: Auth
  /** What `auth` was made from, to make it again with single sign-on. */
  authDeps?: AuthDeps
  /** Seals a credential to the workers' keys; the API cannot open it again. */
  seal(text: string): Promise<string>
  providers: Record<string, Provider>
  /** How to reach a method's service for what needs no credential; without it nothing is looked up. */
  outside?(method: string): Outside
  version: string
  /** The built web page; without it only the API answers. */
  webFolder?: string
}

/** The Fastify instance that route groups are given: schemas are zod, paths begin below /api/v1. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>

import { resolve } from 'node:path'
import { z } from 'zod'
import { TandemError } from './errors.ts'

const port = z.coerce.number().int().min(0).max(65535)
const flag = z.enum(['0', '1', 'true', 'false']).transform((value) => value === '1' || value === 'true')

const schema = z.object({
  /** Port of the API and the page. */
  PORT: port.default(3000),
  /** Address to listen on; the loopback unless a proxy in front needs another. */
  HOST: z.string().default('127.0.0.1'),
  /** Address under which people and notification senders reach us; default: http://127.0.0.1:PORT. */
  PUBLIC_URL: z.url().optional(),
  /** Port of the emulated tenants that `npm start` brings up. */
  EMULATOR_PORT: port.default(8443),
  /** Folder for the embedded database, keys and the emulator's state. */
  TANDEM_DATA: z
    .string()
    .default('./data')
    .transform((path) => resolve(path)),
  /** PostgreSQL 15 or newer; without it an embedded one is started below TANDEM_DATA. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** Connections to PostgreSQL per process. */
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(10),
  /** age recipient (`age1…`, several separated by commas): credentials are sealed to it. */
  TANDEM_RECIPIENTS: z.string().optional(),
  /** File with the worker's age identity (`AGE-SECRET-KEY-1…`); only `tandem work` reads it. */
  TANDEM_IDENTITY_FILE: z.string().optional(),
  /** Signs sessions; made on first start and kept below TANDEM_DATA if not given. */
  SESSION_SECRET: z.string().min(32).optional(),
  /** Where tokens of mailboxes come from. */
  LOGIN_URL: z.url().default('https://login.microsoftonline.com'),
  /** Where mailboxes are. */
  SERVICE_URL: z.url().default('https://graph.microsoft.com'),
  /** PEM file of a further certificate authority to trust outside (the emulator's, a company proxy's). */
  OUTSIDE_CA_FILE: z.string().optional(),
  /** Milliseconds after which a request to the outside counts as lost. */
  OUTSIDE_TIMEOUT_MS: z.coerce.number().int().min(100).default(30_000),
  /** Mailboxes a worker works on side by side. */
  WORK_CONCURRENCY: z.coerce.number().int().min(1).max(1000).default(20),
  /** Seconds between two unasked looks at a mailbox: busy ones near the first figure, quiet ones near the second. */
  PULL_SECONDS_MIN: z.coerce.number().min(1).default(60),
  PULL_SECONDS_MAX: z.coerce.number().min(1).default(3600),
  /** Seconds between two audits of a collection. */
  AUDIT_SECONDS: z.coerce.number().min(1).default(86_400),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** E-mail address of the first operator. */
  OPERATOR_EMAIL: z.email().default('operator@tandem.example'),
  /** Password of the first operator; made and printed once if not given. */
  OPERATOR_PASSWORD: z.string().min(12).optional(),
  /** Where `tandem` commands find the API, and their key. */
  TANDEM_URL: z.url().optional(),
  TANDEM_API_KEY: z.string().optional(),
  /** Set by continuous integration: nothing may be skipped. */
  CI: flag.catch(false).default(false),
})

export type Config = z.infer<typeof schema> & { publicUrl: string }

/** Reads and checks all settings; every problem is reported in one error. */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const result = schema.safeParse(given)
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new TandemError(
      'invalid-input',
      `Settings (environment variables) to correct:\n${lines.join('\n')}`,
    )
  }
  const config = result.data
  const publicUrl = (config.PUBLIC_URL ?? `http://127.0.0.1:${config.PORT}`).replace(/\/$/, '')
  return { ...config, publicUrl }
}

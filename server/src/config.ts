import { join, resolve } from 'node:path'
import { z } from 'zod'
import { TandemError } from './errors.ts'
import { readInsideRule } from './lib/outside-address.ts'

const port = z.coerce.number('must be a port number, 0 to 65535').int().min(0).max(65535)

/** Every setting; its description is the table in docs/operations.md. */
export const settings = z.object({
  PORT: port.default(3000).describe('Port of the API and the page.'),
  HOST: z
    .string()
    .default('127.0.0.1')
    .describe('Address to listen on; the loopback unless a proxy in front needs another.'),
  PUBLIC_URL: z
    .url()
    .optional()
    .describe(
      'Address under which people and notification senders reach Tandem; without it `http://127.0.0.1:PORT`.',
    ),
  TRUSTED_PROXIES: z
    .string()
    .default('loopback')
    .describe(
      'Proxies whose `X-Forwarded-For` is believed: addresses, networks (`172.18.0.1`, `10.0.0.0/8`) or `loopback`, separated by commas. Name nothing from which people themselves ask.',
    ),
  EMULATOR_PORT: port.default(8443).describe('Port of the emulated tenants that `npm start` brings up.'),
  TANDEM_DATA: z
    .string()
    .default('./data')
    .transform((path) => resolve(path))
    .describe('Folder for the embedded database, keys and the emulator’s state.'),
  MAIL_FOLDER: z
    .string()
    .optional()
    .describe(
      'Folder for the bytes of fetched mail, the same for every `serve` and `work`; without it `mail` below TANDEM_DATA.',
    ),
  MAIL_STORE: z
    .string()
    .regex(
      /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w.-]+)*\/?$/,
      'must be s3://bucket or s3://bucket/prefix, in letters, digits, dots, dashes and underscores',
    )
    .optional()
    .describe(
      'Bucket for the bytes of fetched mail in place of MAIL_FOLDER, `s3://bucket/prefix`, at any store that speaks as Amazon S3 does; the same for every `serve` and `work`. Needs the key below.',
    ),
  MAIL_STORE_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an address: https://s3.example.org' })
    .optional()
    .describe('Where that store is; without it Amazon’s in MAIL_STORE_REGION.'),
  MAIL_STORE_REGION: z.string().default('us-east-1').describe('Its region; many stores take any.'),
  MAIL_STORE_KEY_ID: z
    .string()
    .optional()
    .describe('Access key id; it may get, put and delete objects, and list the bucket.'),
  MAIL_STORE_SECRET_FILE: z.string().optional().describe('File with the secret access key.'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be postgres://user:password@host:port/database' })
    .optional()
    .describe('PostgreSQL 15 or newer; without it an embedded one is started below TANDEM_DATA.'),
  DATABASE_POOL: z.coerce
    .number()
    .int()
    .min(2)
    .max(200)
    .default(10)
    .describe('Connections to PostgreSQL per process; listening and leases take up to ten more.'),
  TANDEM_RECIPIENTS: z
    .string()
    .optional()
    .describe(
      'age recipients (`age1…`, several separated by commas) to which `serve` seals credentials; without it those of the identity below TANDEM_DATA.',
    ),
  TANDEM_IDENTITY_FILE: z
    .string()
    .optional()
    .describe(
      'File with the workers’ age identities (`AGE-SECRET-KEY-1…`), read by `work`, `reseal` and `vault` alone; without it one is made below TANDEM_DATA.',
    ),
  SESSION_SECRET: z
    .string()
    .min(32)
    .optional()
    .describe(
      'Signs sessions of people, the same for every `serve`; without it made on the first start and kept below TANDEM_DATA.',
    ),
  LOGIN_URL: z
    .url()
    .default('https://login.microsoftonline.com')
    .describe(
      'Where tokens of mailboxes come from; `serve` asks it as well, without any credential, whose a domain is that somebody types in Setup, so it must be reachable from there too.',
    ),
  SERVICE_URL: z.url().default('https://graph.microsoft.com').describe('Where mailboxes are.'),
  EXCHANGE_URL: z
    .url()
    .default('https://outlook.office365.com')
    .describe('Where mailboxes are administered, for automatic set-up.'),
  PROVISION_CLIENT_ID: z
    .guid()
    .default('14d82eec-204b-4c2f-b7e8-296a70dab67e')
    .describe(
      'Public client with which an administrator signs in for automatic set-up; by default that of Microsoft Graph’s command line.',
    ),
  PROVISION_EXCHANGE_CLIENT_ID: z
    .guid()
    .default('fb78d390-0c51-40cd-8e17-fdbfab77341b')
    .describe('The same for Exchange; by default that of its PowerShell module.'),
  UPLOAD_HOSTS: z
    .string()
    .default('outlook.office.com,outlook.office365.com')
    .transform((hosts) => hosts.split(',').map((host) => host.trim()))
    .describe(
      'Hosts beside that of SERVICE_URL to which large attachments may be uploaded when the service says so, separated by commas.',
    ),
  OUTSIDE_CA_FILE: z
    .string()
    .optional()
    .describe(
      'PEM file of a further certificate authority to trust outside (the emulator’s, a company proxy’s).',
    ),
  OUTSIDE_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .default(30_000)
    .describe('Milliseconds after which a request to the outside counts as lost.'),
  ALLOWED_INSIDE: z
    .string()
    .default('')
    .transform((text, context) => {
      try {
        return readInsideRule(text)
      } catch (error) {
        context.addIssue({ code: 'custom', message: (error as Error).message })
        return z.NEVER
      }
    })
    .describe(
      'What addresses given by users (webhooks) may reach inside the network, also without https: host names, addresses, networks (`crm.internal`, `10.1.2.3`, `10.0.0.0/8`), separated by commas; nothing unless named.',
    ),
  WORK_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(20)
    .describe('Mailboxes a worker works on side by side.'),
  AUDIT_SECONDS: z.coerce
    .number()
    .min(1)
    .default(86_400)
    .describe('Seconds between two audits of a collection.'),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be smtp://user:password@host:port or smtps://…' })
    .optional()
    .describe(
      'Mail server for notices, `smtps://user:password@host`; read by `work` alone. Without it notices are only shown in the Console.',
    ),
  SMTP_PASSWORD_FILE: z
    .string()
    .optional()
    .describe('File with the password for SMTP_URL, when it shall not stand in the environment.'),
  SMTP_FROM: z
    .string()
    .regex(/[^\s@<]+@[^\s@>]+/, 'must hold an e-mail address: Tandem <tandem@example.com>')
    .optional()
    .describe('From whom notices come, `Tandem <tandem@example.com>`; needed with SMTP_URL.'),
  VERIFY_SECONDS: z.coerce
    .number()
    .min(0)
    .default(86_400)
    .describe(
      'Seconds after which a connection in use is proven again by itself, a tenth more or less so that they spread; 0: never.',
    ),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('From which level on log lines are printed.'),
  OPERATOR_EMAIL: z
    .email()
    .default('operator@tandem.example')
    .describe('E-mail address of the first operator.'),
  OPERATOR_PASSWORD: z
    .string()
    .min(12)
    .optional()
    .describe('Password of the first operator; without it one is made and printed once.'),
  TWO_FACTOR: z
    .enum(['optional', 'operators', 'everyone'])
    .default('optional')
    .describe(
      'Who needs a second factor to sign in with a password: nobody (organisations may ask it of their own people), `operators`, or `everyone`.',
    ),
  SSO_ISSUER: z
    .url()
    .refine((url) => !/\/(common|organizations|consumers)(\/|$)/.test(url), {
      error:
        'must be the issuer of your own directory (https://login.microsoftonline.com/<tenant id>/v2.0): this one vouches for everybody',
    })
    .optional()
    .describe(
      'OpenID Connect issuer at which people may sign in, such as `https://login.microsoftonline.com/<tenant id>/v2.0`; the addresses it states are believed. Its redirect URI is `PUBLIC_URL/api/auth/callback/sso`.',
    ),
  SSO_CLIENT_ID: z.string().optional().describe('Application (client) id at SSO_ISSUER.'),
  SSO_CLIENT_SECRET_FILE: z.string().optional().describe('File with the client secret at SSO_ISSUER.'),
  SSO_NAME: z
    .string()
    .max(60)
    .default('single sign-on')
    .describe('What the button says after “Sign in with”.'),
  SUPPORT_APPROVAL: z
    .enum(['administered', 'always', 'off'])
    .default('administered')
    .describe(
      'When operators need an organisation’s time-limited approval to see its contacts, calendars and mail: once it has an administrator of its own (`administered`), `always`, or never (`off`).',
    ),
  TANDEM_URL: z.url().optional().describe('Where `tandem` commands find the API.'),
  TANDEM_API_KEY: z.string().optional().describe('The key that `tandem` commands use.'),
})

export type Config = z.infer<typeof settings> & { publicUrl: string; mailFolder: string }

/** Reads and checks all settings; every problem is reported in one error. */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const result = settings.safeParse(given)
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new TandemError(
      'invalid-input',
      `Settings (environment variables) to correct:\n${lines.join('\n')}`,
    )
  }
  const config = result.data
  if (config.SMTP_URL !== undefined && config.SMTP_FROM === undefined)
    throw new TandemError(
      'invalid-input',
      'Settings (environment variables) to correct:\n  SMTP_FROM: is missing: name the sender of notices, because SMTP_URL is set',
    )
  const sso = [config.SSO_ISSUER, config.SSO_CLIENT_ID, config.SSO_CLIENT_SECRET_FILE]
  if (sso.includes(undefined) && sso.some((value) => value !== undefined))
    throw new TandemError(
      'invalid-input',
      'Settings (environment variables) to correct:\n  SSO_ISSUER, SSO_CLIENT_ID, SSO_CLIENT_SECRET_FILE: single sign-on needs all three, or none.',
    )
  if (config.MAIL_STORE !== undefined && !(config.MAIL_STORE_KEY_ID && config.MAIL_STORE_SECRET_FILE))
    throw new TandemError(
      'invalid-input',
      'Settings (environment variables) to correct:\n  MAIL_STORE_KEY_ID, MAIL_STORE_SECRET_FILE: are missing: name the key with which MAIL_STORE is read and written',
    )
  const publicUrl = (config.PUBLIC_URL ?? `http://127.0.0.1:${config.PORT}`).replace(/\/$/, '')
  const mailFolder = resolve(config.MAIL_FOLDER ?? join(config.TANDEM_DATA, 'mail'))
  return { ...config, publicUrl, mailFolder }
}

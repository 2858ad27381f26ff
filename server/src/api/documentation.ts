import { randomBytes } from 'node:crypto'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { catalogue } from '../errors.ts'
import type { ApiDeps, App } from './deps.ts'
import { describeAccess } from './openapi-access.ts'
import { describeWebhooks } from './openapi-webhooks.ts'

const tagsInOrder = [
  'Contacts',
  'Events',
  'Tasks',
  'Changes',
  'Webhooks',
  'Conflicts',
  'Batches',
  'Mailboxes',
  'Organisations',
  'Connections',
  'Verifications',
  'Invitations',
  'Setup',
  'Jobs',
  'API keys',
  'Session',
  'Operation',
]

/** Collects the schemas of all routes that are registered after it. */
export async function collectDocumentation(app: App, { version }: ApiDeps): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Tandem', version, description: introduction(), license: { name: 'Apache-2.0' } },
      // Relative: whatever name the server is reached by.
      servers: [{ url: '/' }],
      tags: tagsInOrder.map((name) => ({ name })),
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'An API key: `Authorization: Bearer tdm_…`' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'tandem.session_token',
            description: 'A signed-in operator',
          },
          invitation: {
            type: 'apiKey',
            in: 'header',
            name: 'Authorization',
            description: 'The token of a Setup link: `Authorization: Invitation …`',
          },
        },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: (document) =>
      describeWebhooks(describeAccess(jsonSchemaTransformObject(document), app.routeTable)),
  })
}

/** /openapi.json, and /reference: the same to read. Everything is served from here; nothing is fetched elsewhere. */
export function documentationRoutes(app: App): void {
  const config = { access: 'public' as const }
  const schema = { hide: true }
  const nonce = randomBytes(16).toString('base64')
  const reader = lazy(async () => await createReader(nonce))
  app.get('/openapi.json', { config, schema }, async (_request, reply) =>
    reply.header('cache-control', 'no-cache').send(app.swagger()),
  )
  app.get('/reference', { config, schema }, async (_request, reply) => {
    const page = await (await reader()).inject('/reference/')
    // The page holds one script of its own, which makes the reader; Vue's styles are in-line.
    reply.header(
      'content-security-policy',
      `default-src 'self'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'unsafe-inline'; ` +
        "img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; frame-ancestors 'none'",
    )
    return reply
      .type('text/html; charset=utf-8')
      .send(page.body.replaceAll('js/scalar.js', '/reference/scalar.js'))
  })
  app.get('/reference/scalar.js', { config, schema }, async (_request, reply) => {
    const script = await (await reader()).inject('/reference/js/scalar.js')
    return reply
      .header('cache-control', 'public, max-age=86400')
      .type('text/javascript; charset=utf-8')
      .send(script.body)
  })
}

/** Scalar keeps its page and script inside a plugin; loaded when first asked for, since it has several megabytes. */
async function createReader(nonce: string): Promise<FastifyInstance> {
  const { default: scalar } = await import('@scalar/fastify-api-reference')
  const reader = Fastify()
  await reader.register(scalar, {
    routePrefix: '/reference',
    configuration: {
      url: '/openapi.json',
      pageTitle: 'Tandem API',
      nonce,
      withDefaultFonts: false,
      telemetry: false,
      // They offer to send the document elsewhere.
      showDeveloperTools: 'never',
      agent: { disabled: true },
      mcp: { disabled: true },
    },
  })
  return reader
}

function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return async () => {
    made ??= make()
    return await made
  }
}

function introduction(): string {
  const rows = Object.entries(catalogue).map(
    ([code, { status, title }]) => `| <a id="problem-${code}"></a>\`${code}\` | ${status} | ${title} |`,
  )
  return [
    'Keeps a business application and its people’s mailboxes in step.',
    '',
    '**Keys** travel as `Authorization: Bearer tdm_…`. **Writes** take an `Idempotency-Key`: a request repeated with it',
    'is carried out once and answered alike (for 24 hours). **Edits** name the version they are based on (`If-Match`).',
    '**Lists** go on with `?cursor=` and the `nextCursor` of the page before.',
    '',
    '## Problems',
    '',
    'Every error is `application/problem+json` (RFC 9457); `detail` says what to do, `errors` where.',
    '',
    '| code | status | meaning |',
    '|---|---|---|',
    ...rows,
  ].join('\n')
}

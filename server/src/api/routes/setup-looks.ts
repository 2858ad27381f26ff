import { foundTenant, setup, tenantQuery } from '@tandem/model/api/setup.ts'
import { TandemError } from '../../errors.ts'
import { ProviderError } from '../../providers/failures.ts'
import type { FoundTenant } from '../../providers/provider.ts'
import { holdConnection } from '../../store/connections.ts'
import { getInvitation } from '../../store/invitations.ts'
import { readLook } from '../../store/setup-looks.ts'
import type { ApiDeps, App } from '../deps.ts'
import { once } from '../once.ts'
import { lookEvery, requestLook, setupAnswer } from '../setup-answer.ts'

const tags = ['Setup']
const access = 'invitation'

/** What Setup finds out while the administrator is still typing: whose a domain is, and what is there so far. */
export function setupLookRoutes(app: App, deps: ApiDeps): void {
  const lookUps = app.createRateLimit({
    max: 30,
    timeWindow: '1 minute',
    keyGenerator: ({ principal }) => principal.id,
  })
  app.get(
    '/setup/tenants',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Whose a domain is, as the sign-in service tells everybody',
        querystring: tenantQuery,
        response: { 200: foundTenant },
      },
    },
    async (request) => {
      const { domain } = request.query
      const limit = await lookUps(request)
      if (!limit.isAllowed && limit.isExceeded)
        return {
          domain,
          tenantId: null,
          problem: 'Too many look-ups in a minute: wait a little, or go on without.',
        }
      return await answer(deps, domain)
    },
  )
  app.post(
    '/setup/looks',
    {
      config: { access },
      schema: {
        tags,
        summary: `Look at what is there so far, at most every ${lookEvery} seconds`,
        response: { 202: setup },
      },
    },
    async (request, reply) =>
      await once(request, reply, deps.db, {
        status: 202,
        work: async (tx) => {
          const { connection_id: id } = await getInvitation(tx, request.principal.id)
          const row = id === null ? undefined : await holdConnection(tx, id)
          if (!row || row.credential === null)
            throw new TandemError('wrong-state', 'Enter the credential first: a look signs in with it.')
          const look = await readLook(tx, row.id)
          // A look that a worker dropped (its database was restored, say) is asked for anew.
          const isUnderWay = look !== undefined && look.state !== 'done' && look.asked_seconds_ago < 60
          if (!isUnderWay) await requestLook(tx, deps, row)
          return await setupAnswer(tx, deps, request)
        },
      }),
  )
}

async function answer(deps: ApiDeps, domain: string) {
  const reach = deps.outside
  const find = Object.entries(deps.providers).find(([, provider]) => provider.findTenant !== undefined)
  if (reach === undefined || find === undefined)
    return { domain, tenantId: null, problem: 'Domains cannot be looked up here; the verification tells.' }
  const [method, provider] = find
  try {
    return { domain, ...sentence(domain, await provider.findTenant!(domain, reach(method))) }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    const why = error.failure.detail
    return {
      domain,
      tenantId: null,
      problem: `${domain} could not be looked up just now (${why}). You can go on; the verification tells.`,
    }
  }
}

function sentence(domain: string, found: FoundTenant): { tenantId: string | null; problem: string | null } {
  switch (found.kind) {
    case 'found':
      return { tenantId: found.tenantId, problem: null }
    case 'unknown':
      return {
        tenantId: null,
        problem: `Microsoft knows no tenant with the domain ${domain}. Look for a typing mistake, or copy “Directory (tenant) ID” from the Overview page.`,
      }
    case 'elsewhere':
      return {
        tenantId: null,
        problem: `${domain} belongs to another of Microsoft’s clouds (${found.cloud}), which this Tandem does not sign in to. Ask the people who run Tandem.`,
      }
  }
}

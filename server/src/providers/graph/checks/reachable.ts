import { request } from 'undici'
import type { Check, CheckOutcome } from '../../provider.ts'
import { facts, isCertificateProblem, unreachable } from '../../unreachable.ts'
import type { GraphSettings } from '../settings.ts'
import { factsNow, type GraphContext } from './context.ts'

/** The two hosts answer, over a connection whose certificate is trusted. Any HTTP answer will do. */
export const reachable: Check<GraphSettings> = {
  name: 'reachable',
  title: 'Microsoft can be reached',
  after: [],
  run: async (context) => {
    const { loginUrl, serviceUrl } = context.outside
    const problems = await Promise.all([
      knock(context, new URL('/common/v2.0/.well-known/openid-configuration', loginUrl)),
      knock(context, new URL('/v1.0/', serviceUrl)),
    ])
    const problem = problems.find((one) => one !== undefined)
    return (
      problem ?? {
        state: 'ok',
        headline: 'Both the sign-in service and Graph answer over a trusted connection.',
      }
    )
  },
}

async function knock(context: GraphContext, url: URL): Promise<CheckOutcome | undefined> {
  const asked = `GET ${url.origin}${url.pathname}`
  try {
    const answer = await request(url, {
      dispatcher: context.outside.dispatcher,
      signal: AbortSignal.timeout(context.outside.timeout),
    })
    await answer.body.dump()
    context.saw(factsNow(asked, { status: answer.statusCode }))
    return answer.statusCode === 407 ? proxyRefuses(url) : undefined
  } catch (error) {
    const text = unreachable(error)
    const { code } = facts(error)
    context.saw(factsNow(asked, { code, text }))
    return isCertificateProblem(code) ? untrusted(url, text) : notReached(url, text)
  }
}

function notReached(url: URL, detail: string): CheckOutcome {
  return {
    state: 'failed',
    headline: `${url.host} cannot be reached from here.`,
    meaning: `${detail}. Your tenant is not at fault: nothing was asked of it yet.`,
    actor: 'operations',
    remedy: `Let the server that runs Tandem reach ${url.host} (${portOf(url)}): look at its firewall, proxy and name resolution, and at the address in Tandem’s settings.`,
    minutes: 15,
    settlesWithin: 30,
  }
}

function untrusted(url: URL, detail: string): CheckOutcome {
  return {
    state: 'failed',
    headline: `The connection to ${url.host} is not trusted.`,
    meaning: `${detail}. Usually a company proxy opens encrypted connections and shows a certificate of its own.`,
    actor: 'operations',
    remedy:
      'Give Tandem the proxy’s certificate authority (OUTSIDE_CA_FILE), or exempt this host from inspection.',
    minutes: 15,
  }
}

function proxyRefuses(url: URL): CheckOutcome {
  return {
    state: 'failed',
    headline: `A proxy on the way to ${url.host} asks for a sign-in.`,
    meaning: 'Requests end at the proxy; Microsoft never sees them.',
    actor: 'operations',
    remedy: 'Let the server that runs Tandem through the proxy, or give it the proxy’s credentials.',
    minutes: 15,
  }
}

function portOf(url: URL): string {
  return `port ${url.port || (url.protocol === 'https:' ? 443 : 80)}`
}

import { createHash, X509Certificate } from 'node:crypto'
import { ConfidentialClientApplication, type NodeAuthOptions } from '@azure/msal-node'
import { type Failure, ProviderError } from '../failures.ts'
import type { Access, Credential, Outside } from '../provider.ts'
import { type LastAnswer, msalNetwork } from './network.ts'
import { signInFailure } from './refusal.ts'

interface Token {
  value: string
  expiresAt: number
}

/** A token this near its end is renewed, while callers still get it. */
const renewBefore = 5 * 60_000
/** A token this near its end is not handed out. */
const unusableBefore = 60_000
/** So long a refusal is repeated without asking again: 2,000 mailboxes with a wrong secret are one request. */
const refusedFor = 5_000

/**
 * Application access (client credentials): one token for all callers. Asked for once at a time, renewed early,
 * asked for afresh after `drop`. A refusal is a `SignInRefused` with the service's own code.
 */
export function applicationAccess(
  settings: { tenantId: string; clientId: string },
  credential: Credential,
  scope: string,
  outside: Outside,
): Access {
  const client = tokenClient(settings, credential, scope, outside)
  let current: Token | undefined
  let pending: Promise<Token> | undefined
  let refused: { failure: Failure; until: number } | undefined
  let claims: string | undefined

  const renew = () => {
    pending ??= client(claims)
      .then(
        (token) => {
          claims = undefined
          refused = undefined
          current = token
          return token
        },
        (error: unknown) => {
          if (error instanceof ProviderError && error.failure.kind === 'SignInRefused') {
            refused = { failure: error.failure, until: Date.now() + refusedFor }
          }
          throw error
        },
      )
      .finally(() => {
        pending = undefined
      })
    return pending
  }

  return {
    token: async () => {
      const left = (current?.expiresAt ?? 0) - Date.now()
      if (current && left > renewBefore) return current.value
      const refusal = refused && refused.until > Date.now() ? refused.failure : undefined
      if (current && left > unusableBefore) {
        // A failure shows when the token can no longer be used; until then it harms nobody.
        if (!refusal) renew().catch(() => undefined)
        return current.value
      }
      if (refusal) throw new ProviderError(refusal)
      return (await renew()).value
    },
    drop: (token, challenge) => {
      if (challenge !== undefined) claims = challenge
      if (current?.value === token) current = undefined
    },
  }
}

function tokenClient(
  settings: { tenantId: string; clientId: string },
  credential: Credential,
  scope: string,
  outside: Outside,
): (claims: string | undefined) => Promise<Token> {
  let last: LastAnswer | undefined
  const secret = credential.kind === 'secret' ? credential.value : credential.privateKey
  let application: ConfidentialClientApplication | undefined
  const create = () =>
    new ConfidentialClientApplication({
      auth: {
        clientId: settings.clientId,
        authority: `${outside.loginUrl.replace(/\/$/, '')}/${settings.tenantId}`,
        knownAuthorities: [new URL(outside.loginUrl).host],
        clientCapabilities: ['CP1'],
        ...proof(credential),
      },
      system: {
        networkClient: msalNetwork(outside, (answer) => {
          last = answer
        }),
      },
    })
  return async (claims) => {
    last = undefined
    try {
      application ??= create()
      // Our own copy is the cache: MSAL's would hand out a token that the service has refused.
      const answer = await application.acquireTokenByClientCredential({
        scopes: [scope],
        skipCache: true,
        ...(claims !== undefined && { claims }),
      })
      if (!answer) throw new Error('The sign-in service gave no token')
      return { value: answer.accessToken, expiresAt: answer.expiresOn?.getTime() ?? Date.now() + 3_600_000 }
    } catch (error) {
      // MSAL remembers a 429 or 5xx for a minute and then refuses without asking; when to ask again is ours to say.
      application = undefined
      throw new ProviderError(signInFailure(last, error, secret), { cause: error })
    }
  }
}

/** MSAL signs with PS256 and names the certificate by `x5t#S256` when it is given the SHA-256 thumbprint. */
function proof(credential: Credential): Partial<NodeAuthOptions> {
  if (credential.kind === 'secret') return { clientSecret: credential.value }
  const { raw } = new X509Certificate(credential.certificate)
  const thumbprintSha256 = createHash('sha256').update(raw).digest('hex')
  return { clientCertificate: { thumbprintSha256, privateKey: credential.privateKey } }
}

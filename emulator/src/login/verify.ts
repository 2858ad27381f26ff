import type { VerifyToken } from '../graph/authorise.ts'
import { graphAppId } from '../tenant/first-party.ts'
import type { TokenMint } from './tokens.ts'

/** Checks bearer tokens for Graph: ours, alive, and made out to Graph (with or without a slash at the end). */
export function graphVerifier(mint: TokenMint): VerifyToken {
  return (bearer) => {
    const claims = mint.verify(bearer)
    if ('error' in claims) return claims
    const audience = claims.aud.replace(/\/$/, '').toLowerCase()
    if (audience !== 'https://graph.microsoft.com' && audience !== graphAppId) return { error: 'audience' }
    return { ...claims, roles: claims.roles ?? [] }
  }
}

import type { VerifyToken } from '../graph/authorise.ts'
import { exchangeAppId, graphAppId } from '../tenant/first-party.ts'
import type { TokenMint } from './tokens.ts'

/** Checks bearer tokens for Graph: ours, alive, and made out to Graph (with or without a slash at the end). */
export function graphVerifier(mint: TokenMint): VerifyToken {
  return verifierFor(mint, ['https://graph.microsoft.com', graphAppId])
}

/** The same for Exchange Online. */
export function exchangeVerifier(mint: TokenMint): VerifyToken {
  return verifierFor(mint, ['https://outlook.office365.com', 'https://outlook.office.com', exchangeAppId])
}

function verifierFor(mint: TokenMint, audiences: string[]): VerifyToken {
  return (bearer) => {
    const claims = mint.verify(bearer)
    if ('error' in claims) return claims
    const audience = claims.aud.replace(/\/$/, '').toLowerCase()
    if (!audiences.includes(audience)) return { error: 'audience' }
    return { ...claims, roles: claims.roles ?? [] }
  }
}

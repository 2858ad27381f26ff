import { X509Certificate } from 'node:crypto'
import { ProviderError } from '../../failures.ts'
import type { Check, CheckOutcome, Credential } from '../../provider.ts'
import { credentialEnd } from '../credential-end.ts'
import type { GraphSettings } from '../settings.ts'
import { clientOf, type GraphContext, rolesInToken } from './context.ts'
import { applicationReaders, readsApplications } from './rights.ts'

const noticeDays = 30
const day = 24 * 3600 * 1000

/** A day on which a credential ends, and who says so. */
interface End {
  at: Date
  source: string
}

/** Why the directory says nothing. */
type Why = 'not-allowed' | 'not-listed' | 'no-answer'

/** The day on which the credential ends is known, and far enough away. */
export const expiry: Check<GraphSettings> = {
  name: 'expiry',
  title: 'The credential lasts',
  after: ['credential'],
  run: async (context) => {
    const given = context.credential
    const told = await askDirectory(context)
    const end = 'end' in told ? told.end : ownEnd(given)
    if (end === undefined) return unknownEnd('why' in told ? told.why : 'no-answer')
    const days = Math.floor((end.at.getTime() - context.now().getTime()) / day)
    const date = end.at.toISOString().slice(0, 10)
    if (days >= noticeDays)
      return {
        state: 'ok',
        headline: `The ${given.kind} lasts until ${date}, ${days} days from now, as ${end.source}.`,
      }
    return endsSoon(given.kind, { date, days, source: end.source })
  },
}

/** The directory is asked only where its answer is not known and the token may open it. */
async function askDirectory(context: GraphContext): Promise<{ end: End } | { why: Why }> {
  const source = 'the directory says'
  if (context.directoryEnd !== undefined) return { end: { at: new Date(context.directoryEnd), source } }
  const roles = await rolesInToken(context)
  if (roles !== undefined && !roles.some((role) => applicationReaders.includes(role)))
    return { why: 'not-allowed' }
  const client = clientOf(context)
  const asked = async () =>
    await credentialEnd(
      async (request) => {
        const answer = await client(request)
        context.saw(answer.facts)
        return answer
      },
      context.settings,
      context.credential,
    )
  const told = await asked().catch((error: unknown) => {
    // What is only useful to know must not fail a verification.
    if (!(error instanceof ProviderError)) throw error
    if (error.failure.evidence) context.saw(error.failure.evidence)
    return { why: 'no-answer' as const }
  })
  return 'endsAt' in told ? { end: { at: new Date(told.endsAt), source } } : told
}

/** A certificate says itself when it ends; of a secret only who entered it may have. */
function ownEnd(credential: Credential): End | undefined {
  if (credential.kind === 'certificate')
    return { at: new Date(new X509Certificate(credential.certificate).validTo), source: 'it says itself' }
  if (credential.expiresAt === undefined) return undefined
  return { at: new Date(credential.expiresAt), source: 'was entered with it' }
}

const reasons: Record<Why, string> = {
  'not-allowed': 'Tandem may not read it in the directory',
  'not-listed': 'The directory lists no secret of this application that begins like ours',
  'no-answer': 'The directory did not tell when it was asked',
}

function unknownEnd(why: Why): CheckOutcome {
  const permission =
    why === 'not-allowed'
      ? ` Or add the application permission ${readsApplications} with admin consent: then Tandem reads the date itself.`
      : ''
  return {
    state: 'warning',
    headline: 'We do not know when the secret expires.',
    meaning: `${reasons[why]}; without the date nobody is warned, and sync stops one day without notice.`,
    actor: 'administrator',
    remedy: `Entra admin centre → App registrations → your application → Certificates & secrets → column “Expires” → enter the date with the secret.${permission}`,
    minutes: 1,
  }
}

function endsSoon(
  kind: Credential['kind'],
  { date, days, source }: { date: string; days: number; source: string },
): CheckOutcome {
  const past = days < 0
  return {
    state: 'warning',
    headline: past
      ? `The ${kind} ended on ${date}, as ${source}.`
      : `The ${kind} expires in ${days} days, on ${date}, as ${source}.`,
    meaning: past
      ? 'It was still accepted, so the date is wrong, or it stops working at any moment.'
      : 'On that day sync stops until a new one is entered.',
    actor: 'administrator',
    remedy: `Make a new ${kind} now and enter it here; the old one stays in use until the new one is proven.`,
    minutes: 5,
  }
}

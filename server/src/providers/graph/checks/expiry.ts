import { X509Certificate } from 'node:crypto'
import type { Check, CheckOutcome, Credential } from '../../provider.ts'
import type { GraphSettings } from '../settings.ts'

const noticeDays = 30
const day = 24 * 3600 * 1000

/** The day on which the credential ends is known, and far enough away. */
export const expiry: Check<GraphSettings> = {
  name: 'expiry',
  title: 'The credential lasts',
  after: ['credential'],
  run: async (context) => {
    const given = context.credential
    const end = endOf(given)
    if (end === undefined) return unknownEnd()
    const days = Math.floor((end.getTime() - context.now().getTime()) / day)
    const date = end.toISOString().slice(0, 10)
    if (days >= noticeDays)
      return { state: 'ok', headline: `The ${given.kind} lasts until ${date}, ${days} days from now.` }
    return endsSoon(given.kind, date, days)
  },
}

/** A certificate says itself when it ends. */
function endOf(credential: Credential): Date | undefined {
  if (credential.kind === 'certificate') return new Date(new X509Certificate(credential.certificate).validTo)
  return credential.expiresAt === undefined ? undefined : new Date(credential.expiresAt)
}

function unknownEnd(): CheckOutcome {
  return {
    state: 'warning',
    headline: 'We do not know when the secret expires.',
    meaning:
      'Microsoft does not tell; without the date nobody is warned, and sync stops one day without notice.',
    actor: 'administrator',
    remedy:
      'Entra admin centre → App registrations → your application → Certificates & secrets → column “Expires” → enter the date with the secret.',
    minutes: 1,
  }
}

function endsSoon(kind: Credential['kind'], date: string, days: number): CheckOutcome {
  const past = days < 0
  return {
    state: 'warning',
    headline: past
      ? `The date entered for the ${kind} (${date}) is past.`
      : `The ${kind} expires in ${days} days, on ${date}.`,
    meaning: past
      ? 'It was still accepted, so the date is wrong, or it stops working at any moment.'
      : 'On that day sync stops until a new one is entered.',
    actor: 'administrator',
    remedy: `Make a new ${kind} now and enter it here; the old one stays in use until the new one is proven.`,
    minutes: 5,
  }
}

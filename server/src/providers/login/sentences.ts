import type { Failure } from '../failures.ts'
import type { Entered, Sentence, SentenceTable, Subject } from './sentence.ts'
import { accountSentences, credentialSentences } from './sentences-credential.ts'
import { consentSentences, policySentences } from './sentences-policy.ts'
import { passingSentences, requestSentences } from './sentences-request.ts'
import { sessionSentences } from './sentences-session.ts'
import { applicationSentences, tenantSentences } from './sentences-tenant.ts'

/** Every code of Entra's error reference that a method can meet (platform-facts 1.5), by the check that reports it. */
const tables: [Subject, SentenceTable][] = [
  ['tenant', tenantSentences],
  ['application', applicationSentences],
  ['credential', credentialSentences],
  ['credential', accountSentences],
  ['credential', policySentences],
  ['credential', consentSentences],
  ['credential', sessionSentences],
  ['credential', requestSentences],
  ['credential', passingSentences],
]

/** The sentence for a refused sign-in; a code without one is shown as it is. */
export function sentenceFor(failure: Failure, entered: Entered): Sentence {
  return signInSentence(failure, entered) ?? unknownCode(failure)
}

/** The sentence for a failure that carries a code of the sign-in service; undefined for all others. */
export function signInSentence(failure: Failure, entered: Entered): Sentence | undefined {
  const code = codeOf(failure)
  const [subject, table] = tables.find(([, one]) => Object.hasOwn(one, code)) ?? []
  const row = table?.[code]
  if (subject === undefined || row === undefined) return undefined
  const [actor, minutes, ...words] = row
  const [headline, meaning, remedy] = words.map((text) => filled(text, entered)) as [string, string, string]
  return { subject, headline, meaning, actor, remedy, minutes }
}

/** True where the sign-in was refused for something that comes after `subject`: that one is in order. */
export function concernsLater(subject: Subject, sentence: Sentence): boolean {
  const order: Subject[] = ['tenant', 'application', 'credential']
  return order.indexOf(sentence.subject) > order.indexOf(subject)
}

function codeOf(failure: Failure): string {
  return failure.kind === 'SignInRefused' ? failure.code : (failure.evidence?.code ?? '')
}

function filled(text: string, { tenantId, clientId, account }: Entered): string {
  const values: Record<string, string> = { tenant: tenantId, application: clientId }
  return text
    .replace(/^\{account\}/, account ?? 'The account')
    .replace(/\{account\}/g, account ?? 'the account')
    .replace(/\{(tenant|application)\}/g, (_, name: string) => values[name] ?? name)
}

function unknownCode(failure: Failure): Sentence {
  return {
    subject: 'credential',
    headline: 'Microsoft refused the sign-in for a reason that we have no sentence for.',
    meaning: `Its own words: ${failure.detail}`,
    actor: 'administrator',
    remedy: `Look ${codeOf(failure)} up at https://login.microsoftonline.com/error, or ask Microsoft’s support with the correlation id below.`,
    minutes: 10,
  }
}

import type { Failure } from '../failures.ts'
import { ProviderError } from '../failures.ts'
import type { Refusal, Sent } from '../sender.ts'

/** What Exchange's codes mean for a letter (platform-facts 2.6 and 2.9). The status varies in sightings, so it is not looked at. */
const meanings: Record<string, Refusal> = {
  ErrorInvalidRecipients: 'recipient',
  ErrorInvalidRecipient: 'recipient',
  ErrorTooManyRecipients: 'recipient',
  ErrorMissingRecipients: 'recipient',
  ErrorMessageSizeExceeded: 'too-large',
  ErrorAttachmentSizeLimitExceeded: 'too-large',
  RequestEntityTooLarge: 'too-large',
  ErrorSendAsDenied: 'send-as',
  // Another try on the same day is of no use, so it is no throttle.
  ErrorExceededMessageLimit: 'limit',
}

/** A failure as it concerns a letter. */
export function letterFailure(failure: Failure): Failure {
  const { evidence } = failure
  const code = evidence?.code === undefined ? undefined : meanings[evidence.code]
  const meaning = code ?? (evidence?.status === 413 ? 'too-large' : undefined)
  if (meaning === undefined) return failure
  return { kind: 'Rejected', code: meaning, detail: failure.detail, ...(evidence && { evidence }) }
}

/** The answer to a request for a letter; what fails leaves as a failure, not as an error. */
export async function answerOf(work: () => Promise<unknown>): Promise<Sent> {
  try {
    await work()
    return { ok: true }
  } catch (error) {
    return refused(error)
  }
}

/** The failure of a request for a letter. */
export function refused(error: unknown): { ok: false; failure: Failure } {
  if (!(error instanceof ProviderError)) throw error
  return { ok: false, failure: letterFailure(error.failure) }
}

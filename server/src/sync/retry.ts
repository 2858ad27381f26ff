import type { Failure, FailureKind } from '../providers/failures.ts'

/**
 * What becomes of an edit: `reopen` it surely did not happen, it is sent again; `look` whether it happened, before it is
 * sent again; `refuse` a person must look; `reread` the item, merge, send again.
 */
export type EditNext = 'reopen' | 'look' | 'refuse' | 'reread'

interface Next {
  edit: EditNext
  /** Whether the run goes on with other edits. */
  goOn: boolean
  /** Seconds until the next try of the task; doubled with each further one, up to `most`. */
  after: number
  most: number
  /** Somebody must act: shown as the mailbox's trouble. */
  trouble: boolean
  title: string
}

const quarterHour = 900

/** What happens next, for each way in which the outside fails. */
const table: Record<FailureKind, Next> = {
  AuthExpired: next('reopen', false, 5, quarterHour, false, 'The sign-in has expired'),
  SignInRefused: next('reopen', false, 60, quarterHour, true, 'The sign-in was refused'),
  Forbidden: next('reopen', false, 60, quarterHour, true, 'Tandem is not let into the mailbox'),
  NotFound: next('reread', true, 60, quarterHour, true, 'The folder is not there'),
  Conflict: next('reread', true, 1, 60, false, 'It was changed in the mailbox meanwhile'),
  Throttled: next('reopen', false, 1, quarterHour, false, 'The service asks us to slow down'),
  Unavailable: next('look', false, 2, quarterHour, false, 'The service did not answer'),
  Rejected: next('refuse', true, 60, quarterHour, false, 'The mailbox does not accept it as it is'),
  CursorExpired: next('reopen', false, 1, 60, false, 'The place in the list of changes was lost'),
  Unexpected: next('look', false, 10, quarterHour, false, 'The service answered something unknown'),
}

/** What becomes of an edit whose sending failed this way, and whether the run goes on. */
export function afterEdit(
  failure: Failure,
  operation: 'create' | 'update' | 'remove',
): Pick<Next, 'edit' | 'goOn'> {
  const { edit, goOn } = table[failure.kind]
  // Nothing to read again: the folder is gone, or the service sees a clash that it does not name.
  if (operation === 'create' && edit === 'reread') return { edit: 'refuse', goOn }
  if (failure.kind === 'Unavailable' && !failure.ambiguous) return { edit: 'reopen', goOn }
  return { edit, goOn }
}

/** When a task that failed this way is tried again, and whether somebody must act. `attempts` counts the failed ones. */
export function afterTask(failure: Failure, attempts: number, now: Date): { again: Date; trouble: boolean } {
  const { after, most, trouble } = table[failure.kind]
  const seconds =
    failure.kind === 'Throttled'
      ? failure.retryAfterSeconds
      : Math.min(most, after * 2 ** Math.min(attempts, 12))
  return { again: new Date(now.getTime() + seconds * 1000), trouble }
}

/** A failure as people read it: stored with the edit, the collection or the mailbox. */
export function told(failure: Failure, now: Date) {
  const code = 'code' in failure ? { code: failure.code } : {}
  return {
    kind: failure.kind,
    title: table[failure.kind].title,
    detail: failure.detail,
    ...code,
    at: now.toISOString(),
  }
}

function next(
  edit: EditNext,
  goOn: boolean,
  after: number,
  most: number,
  trouble: boolean,
  title: string,
): Next {
  return { edit, goOn, after, most, trouble, title }
}

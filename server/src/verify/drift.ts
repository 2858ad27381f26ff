import type { AccessRow, CheckResult, Drift } from '@tandem/model/verification.ts'

type Words = Omit<Drift, 'at' | 'text'> & { words: (day: string) => string }

/** What `facts.mailbox` says now, where it said something else before. */
const mailboxWords: Record<string, string> = {
  there: 'The test mailbox came in order',
  missing: 'The test mailbox disappeared from the directory',
  unlicensed: 'The test mailbox lost its licence',
  elsewhere: 'The test mailbox left the cloud',
  shared: 'The test mailbox became a shared one',
  room: 'The test mailbox became that of a room',
  blocked: 'The sign-in of the test mailbox was blocked',
}

/**
 * What differs from the last report that passed, in words. A difference that the report before this one knew already
 * keeps the day on which it was first seen.
 */
export function driftOf(
  passed: CheckResult[] | undefined,
  now: CheckResult[],
  at: Date,
  known: Drift[],
): Drift[] {
  if (passed === undefined) return []
  const found = now.flatMap((check) => {
    const before = passed.find((one) => one.check === check.check)
    return before ? differences(before, check) : []
  })
  const gone = new Set(found.map(({ key }) => key))
  const told = found.filter(({ key }) => {
    // A permission that was removed needs no second line for what it opened.
    const [kind, permission] = key.split(' ')
    return kind !== 'access' || !(gone.has(`removed ${permission}`) || gone.has(`added ${permission}`))
  })
  const broken = now.filter(
    ({ check, state }) => state === 'failed' && !told.some((one) => one.check === check),
  )
  return [...told, ...broken.flatMap((check) => (stoodBefore(passed, check) ? newlyFailed(check) : []))].map(
    ({ key, check, words }) => {
      const since = known.find((one) => one.key === key)?.at ?? at.toISOString()
      return { key, check, text: words(day(since)), at: since }
    },
  )
}

function stoodBefore(passed: CheckResult[], { check }: CheckResult): boolean {
  return passed.some((one) => one.check === check && one.state !== 'failed')
}

function newlyFailed({ check, title, headline }: CheckResult): Words[] {
  return [{ key: `failed ${check}`, check, words: (on) => `Since ${on}: ${headline ?? title}` }]
}

function differences(before: CheckResult, now: CheckResult): Words[] {
  const { check } = now
  return [...facts(before, now), ...accesses(before.access ?? [], now.access ?? [])].map((one) => ({
    ...one,
    check,
  }))
}

function facts(before: CheckResult, now: CheckResult): Omit<Words, 'check'>[] {
  const [was, is] = [before.facts ?? {}, now.facts ?? {}]
  return Object.keys(is).flatMap((name): Omit<Words, 'check'>[] => {
    const [old, current] = [was[name], is[name]]
    if (old === undefined || current === undefined) return []
    if (Array.isArray(old) && Array.isArray(current)) return lists(old, current)
    if (old === current || Array.isArray(current)) return []
    const words =
      (name === 'mailbox' && mailboxWords[current]) || `“${name}” changed from ${old} to ${current}`
    return [{ key: `${name} ${current}`, words: (on) => `${words} on ${on}.` }]
  })
}

function lists(old: string[], current: string[]): Omit<Words, 'check'>[] {
  return [
    ...old
      .filter((name) => !current.includes(name))
      .map((name) => ({ key: `removed ${name}`, words: (on: string) => `${name} was removed on ${on}.` })),
    ...current
      .filter((name) => !old.includes(name))
      .map((name) => ({
        key: `added ${name}`,
        words: (on: string) => `A tenant-wide grant was added on ${on}: ${name}.`,
      })),
  ]
}

function accesses(old: AccessRow[], current: AccessRow[]): Omit<Words, 'check'>[] {
  return current.flatMap(({ mailbox, permission, expected, found }) => {
    const before = old.find((row) => row.mailbox === mailbox && row.permission === permission)
    const isNew = before?.found === expected && found !== expected && found !== 'unknown'
    if (!isNew) return []
    const words =
      expected === 'allowed'
        ? (on: string) => `${permission} stopped working in ${mailbox} on ${on}.`
        : (on: string) => `${permission} opens ${mailbox}, which must stay closed, since ${on}.`
    return [{ key: `access ${permission} ${mailbox}`, words }]
  })
}

/** `24 Nov 2026`, in UTC: whoever reads it is somewhere else. */
function day(at: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(at))
}

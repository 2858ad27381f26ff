import type { CheckResult, Evidence } from '@tandem/model/verification.ts'
import type { Check, CheckContext, CheckOutcome } from '../providers/provider.ts'
import { unexpectedOutcome } from './unexpected.ts'
import { withoutSecrets } from './without-secrets.ts'

export interface RunOptions {
  /** Called with each change of a check's state, with its place in the list. */
  changed(index: number, result: CheckResult): void
  /** Milliseconds after which a check counts as failed. */
  limit: number
  signal?: AbortSignal
}

/** All checks of a method before any has run. */
export function waitingChecks(checks: Pick<Check, 'name' | 'title'>[]): CheckResult[] {
  return checks.map(({ name, title }) => ({ check: name, title, state: 'waiting', evidence: [] }))
}

/**
 * Runs checks as a graph: each begins when all it stands on are ok or a warning, side by side with others, and is
 * skipped when one of them is not. Nothing a check throws ends the run; results stand in the order of the checks.
 */
export async function runChecks<Settings>(
  checks: Check<Settings>[],
  context: Omit<CheckContext<Settings>, 'saw'>,
  options: RunOptions,
): Promise<CheckResult[]> {
  const results = waitingChecks(checks)
  const ends = new Map<string, Promise<CheckResult>>()
  const report = (index: number, result: CheckResult) => {
    const clean = withoutSecrets(result, context.credential)
    results[index] = clean
    options.changed(index, clean)
    return clean
  }
  for (const [index, check] of checks.entries()) {
    const before = check.after.map((name) => endOf(ends, check, name))
    ends.set(
      check.name,
      Promise.all(before).then((done) => step(check, index, done)),
    )
  }
  await Promise.all(ends.values())
  return results

  async function step(check: Check<Settings>, index: number, before: CheckResult[]): Promise<CheckResult> {
    const named = { check: check.name, title: check.title }
    const obstacle = before.find((result) => result.state !== 'ok' && result.state !== 'warning')
    if (obstacle) return report(index, { ...named, ...notTried(obstacle) })
    options.signal?.throwIfAborted()
    const evidence: Evidence[] = []
    report(index, { ...named, state: 'running', evidence: [] })
    const began = performance.now()
    const outcome = await attempt(
      check,
      { ...context, saw: (seen) => void evidence.push(seen) },
      options.limit,
    )
    options.signal?.throwIfAborted()
    const milliseconds = Math.round(performance.now() - began)
    return report(index, { ...named, ...outcome, evidence: [...evidence], milliseconds })
  }
}

/** Checks are listed after those they stand on, so the graph has no circle. */
function endOf(ends: Map<string, Promise<CheckResult>>, check: { name: string }, name: string) {
  const end = ends.get(name)
  if (!end) throw new Error(`Check ${check.name} stands on ${name}, which is not listed before it`)
  return end
}

function notTried(obstacle: CheckResult): Omit<CheckResult, 'check' | 'title'> {
  return {
    state: 'skipped',
    headline: `Not tried: “${obstacle.title}” comes first.`,
    actor: 'nobody',
    evidence: [],
  }
}

async function attempt<Settings>(
  check: Check<Settings>,
  context: CheckContext<Settings>,
  limit: number,
): Promise<CheckOutcome> {
  const late = Promise.withResolvers<CheckOutcome>()
  const timer = setTimeout(() => late.resolve(tooLate(limit)), limit)
  try {
    return await Promise.race([check.run(context), late.promise])
  } catch (failure) {
    return unexpectedOutcome(failure, context.saw)
  } finally {
    clearTimeout(timer)
  }
}

function tooLate(limit: number): CheckOutcome {
  return {
    state: 'failed',
    headline: `No answer came within ${Math.round(limit / 1000)} seconds.`,
    meaning: 'The other side is reached but very slow, or a device in between holds the answer back.',
    actor: 'operations',
    remedy:
      'Start the verification again. If it happens twice, look at the proxy or firewall between Tandem and the service.',
    minutes: 5,
  }
}

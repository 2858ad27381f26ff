import type { Guide, GuideStep } from '../../guide/shapes.ts'
import type { CheckResult, Setup } from '../../shapes.ts'

/** How a step stands: `wrong` where a look or a verification found something that is put right there. */
export type Tick = 'open' | 'done' | 'wrong'

/** The scope that was chosen; the guide's first one to begin with. */
export function choiceOf(guide: Guide, state: Pick<Setup, 'notes'>, name: string): string {
  const options = guide.choices[name]?.map(({ value }) => value) ?? []
  const chosen = state.notes.choices[name]
  return chosen !== undefined && options.includes(chosen) ? chosen : (options[0] ?? '')
}

/** The ticks of all steps: what the server holds, what a look has found, what the administrator says. */
export function ticksOf(guide: Guide, state: Setup): Map<string, Tick> {
  return new Map(guide.steps.map((step) => [step.name, tickOf(step, guide, state)]))
}

/** What a look found wrong with what a step is for. */
export function fault(step: GuideStep, guide: Guide, state: Setup): CheckResult | undefined {
  if (state.steps.verified || cannotTell(step, guide, state)) return undefined
  return proofs(step, state).find((check) => check.state === 'failed')
}

/**
 * A role in Exchange is in no token: it shows when a mailbox is opened. While none is named, what is missing in the token
 * says nothing.
 */
export function cannotTell(step: GuideStep, guide: Guide, state: Setup): boolean {
  return (
    step.proof.includes('permissions') &&
    choiceOf(guide, state, 'scope') === 'group' &&
    state.connection?.testMailbox === null
  )
}

/** The step where what a check found is put right; `undefined`: nowhere in Setup (a network that cannot be reached). */
export function stepOfCheck(guide: Guide, check: string): GuideStep | undefined {
  return guide.steps.find(({ mends }) => mends.some((name) => check === name || check.startsWith(`${name}-`)))
}

function tickOf(step: GuideStep, guide: Guide, state: Setup): Tick {
  const { steps, notes } = state
  if (steps.verified) return 'done'
  if (fault(step, guide, state)) return 'wrong'
  if (step.done !== 'said') return steps[step.done] ? 'done' : 'open'
  const found = proofs(step, state)
  const isProven =
    found.length > 0 && found.every((check) => check.state === 'ok' || check.state === 'warning')
  return notes.marks[step.name] === true || isProven ? 'done' : 'open'
}

function proofs({ proof }: GuideStep, { look }: Setup): CheckResult[] {
  return look?.checks.filter(({ check }) => proof.includes(check)) ?? []
}

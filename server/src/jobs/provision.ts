import { setTimeout as wait } from 'node:timers/promises'
import type { ProvisioningStep } from '@tandem/model/api/provisioning.ts'
import { TandemError } from '../errors.ts'
import { ProviderError } from '../providers/failures.ts'
import type { Provider, Wanted } from '../providers/provider.ts'
import type { ProvisionClients, ProvisionRun } from '../providers/provisioning.ts'
import { getConnection } from '../store/connections.ts'
import type { Database } from '../store/database.ts'
import {
  type ProvisioningRow,
  type ProvisioningTaking,
  readProvisioning,
  takeProvisioning,
  writeProvisioning,
} from '../store/provisioning.ts'
import { keepInConnection } from './provision-keep.ts'
import { beginProof } from './provision-proof.ts'
import type { VerifyDeps } from './verify.ts'

export interface ProvisionDeps extends VerifyDeps {
  seal(text: string): Promise<string>
  clients: ProvisionClients
  /** Aborted as soon as the process is told to stop: a job that waits for a person must not hold that up. */
  closing: AbortSignal
}

interface ProvisionJob {
  log: { warn(facts: object, text: string): void }
  signal: AbortSignal
}

/** A person has so long to look at the plan, in milliseconds; then the sign-in is thrown away. */
const patience = 30 * 60_000
/** How often the yes (or a cancel) is looked for, in milliseconds. */
const lookEvery = 400
/** How often a sign of life is given, and a cancel looked for. */
const watchEvery = 1000

/**
 * The job `provision`: sign-in, plan, the person's yes, then step by step. It is one job from the sign-in to the end, because
 * the administrator's tokens live in this process's memory and nowhere else (decision 0011).
 */
export function createProvision(deps: ProvisionDeps) {
  return async ({ provisioningId }: { provisioningId: string }, job: ProvisionJob): Promise<void> => {
    const taken = await takeProvisioning(deps.db, provisioningId)
    if (!taken) return
    const over = new AbortController()
    const signal = AbortSignal.any([job.signal, over.signal, deps.closing])
    const watching = watchForCancel(deps.db, taken.taking, over)
    let run: ProvisionRun | undefined
    try {
      run = await beginRun(deps, taken, signal)
      await carryOut(deps, taken.taking, run, signal)
    } catch (failure) {
      // Tried again by the next worker, from the sign-in on.
      if (job.signal.aborted || deps.closing.aborted) throw failure
      if (over.signal.aborted) return
      job.log.warn({ err: failure, provisioningId }, 'an automatic set-up stopped')
      await writeProvisioning(deps.db, taken.taking, {
        state: 'failed',
        prompt: null,
        problem: sentence(failure),
      })
    } finally {
      run?.forget()
      over.abort()
      await watching
    }
  }
}

async function beginRun(
  deps: ProvisionDeps,
  { row, taking }: { row: ProvisioningRow; taking: ProvisioningTaking },
  signal: AbortSignal,
): Promise<ProvisionRun> {
  const connection = await getConnection(deps.db, row.connection_id)
  const { provisioner } = deps.registry[connection.method] as Provider
  if (!provisioner) throw new TandemError('wrong-state', `${connection.method} is set up by hand.`)
  return provisioner.begin({
    wish: {
      name: `Tandem-${connection.attempt}`,
      marker: `tandem-${connection.id}-${connection.attempt}`,
      wanted: connection.wanted as Wanted,
      mailboxes: row.wish.mailboxes,
    },
    outside: deps.outside(connection.method),
    clients: deps.clients,
    keep: keepInConnection(deps, connection.id),
    prompt: async (prompt) => {
      const shown = { ...prompt, expiresAt: new Date(prompt.expiresAt).toISOString() }
      await writeProvisioning(deps.db, taking, { state: 'sign-in', prompt: shown })
    },
    signal,
  })
}

async function carryOut(
  deps: ProvisionDeps,
  taking: ProvisioningTaking,
  run: ProvisionRun,
  signal: AbortSignal,
): Promise<void> {
  const { db } = deps
  const { account } = await run.signIn()
  await writeProvisioning(db, taking, { state: 'planning', prompt: null, account })
  const plan: ProvisioningStep[] = await run.plan()
  const written = await writeProvisioning(db, taking, { state: 'planned', plan })
  if (!written) return
  const { removeWide, row } = await awaitYes(db, taking, signal)
  await writeProvisioning(db, taking, { state: 'applying' })
  for (;;) {
    const step = await run.applyNext(removeWide)
    if (step === undefined) break
    const done = plan.find(({ key }) => key === step.key)
    if (done) done.done = true
    await writeProvisioning(db, taking, { plan })
  }
  // The sign-in has served: the proof is done with the application's own credential.
  run.forget()
  await beginProof(deps, taking, { row, account, plan })
}

async function awaitYes(
  db: Database,
  taking: ProvisioningTaking,
  signal: AbortSignal,
): Promise<{ removeWide: boolean; row: ProvisioningRow }> {
  const until = Date.now() + patience
  while (Date.now() < until) {
    const row = await readProvisioning(db, taking.id)
    if (row?.agreed_at) return { removeWide: row.remove_wide, row }
    await wait(lookEvery, undefined, { signal })
  }
  throw new TandemError(
    'wrong-state',
    'Nobody agreed to the plan within 30 minutes, so the sign-in was thrown away. Begin again.',
  )
}

/** Says that somebody is at it; notices a cancel, and that another worker took over. */
async function watchForCancel(
  db: Database,
  taking: ProvisioningTaking,
  over: AbortController,
): Promise<void> {
  while (!over.signal.aborted) {
    const still = await writeProvisioning(db, taking, {}).catch(() => true)
    if (!still) over.abort()
    await wait(watchEvery, undefined, { signal: over.signal }).catch(() => undefined)
  }
}

/** One sentence for the administrator: what failed, and that beginning again is safe. */
function sentence(failure: unknown): string {
  const again = 'What was made so far stays and is found again: begin once more.'
  if (failure instanceof TandemError) return failure.message
  if (!(failure instanceof ProviderError))
    return `Tandem has a fault; the log of the worker says more. ${again}`
  const { kind, detail } = failure.failure
  const why: Partial<Record<typeof kind, string>> = {
    SignInRefused: 'The sign-in was not accepted',
    Forbidden: 'The account that signed in may not do this',
    Unavailable: 'Microsoft did not answer',
  }
  return `${why[kind] ?? 'Microsoft refused a step'}: ${detail.replace(/[.\s]*$/, '')}. ${again}`
}

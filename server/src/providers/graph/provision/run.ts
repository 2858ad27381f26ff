import { setTimeout as wait } from 'node:timers/promises'
import { ProviderError } from '../../failures.ts'
import { type DeviceSignIn, signInByDevice } from '../../login/device.ts'
import type { Provisioner, ProvisionGiven, ProvisionRun, ProvisionStep } from '../../provisioning.ts'
import { graphClient } from '../http.ts'
import { applyStep } from './apply.ts'
import { type ExchangeClient, exchangeClient, exchangeScope } from './exchange.ts'
import { findState, type Reachable } from './find.ts'
import { dividedRights, isDue, planProvision } from './plan.ts'
import { provisionScript } from './script.ts'

/** What the administrator's sign-in is for at Graph: to register and to consent, nothing in mailboxes. */
const graphScopes = ['Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All'].map(
  (scope) => `https://graph.microsoft.com/${scope}`,
)

/** A step that was done is looked for again so often before it counts as not done. */
const looks = 8
const lookEvery = 1500

/** Sets application access up with an administrator's sign-in. */
export const graphProvisioner: Provisioner = { begin, script: provisionScript }

function begin(given: ProvisionGiven): ProvisionRun {
  const { wish, outside, clients, prompt, signal, keep } = given
  const signIns: DeviceSignIn[] = []
  let reach: Reachable | undefined
  let before: { key: string; times: number } | undefined

  const ready = (): Reachable => {
    if (reach === undefined) throw new Error('Nobody has signed in yet')
    return reach
  }
  return {
    signIn: async () => {
      const { tenantId } = await keep.settings()
      const tenant = typeof tenantId === 'string' && tenantId !== '' ? tenantId : 'organizations'
      const who = {
        clientId: clients.directory,
        tenant,
        scopes: graphScopes,
        purpose: 'your directory (Microsoft Entra)',
      }
      const directory = await signInByDevice(who, outside, prompt, signal)
      signIns.push(directory)
      const access = { token: () => directory.token(graphScopes), drop: () => undefined }
      const isNarrow = dividedRights(wish).narrow.length > 0
      const exchange = isNarrow ? await reachExchange(given, directory, signIns) : undefined
      reach = { tenantId: directory.tenantId, graph: graphClient(access, outside), exchange, keep }
      return { account: directory.account }
    },
    plan: async () => planProvision(wish, await findState(wish, ready())),
    applyNext: async (removeWide) => {
      for (;;) {
        signal.throwIfAborted()
        const found = await findState(wish, ready())
        const step = planProvision(wish, found).find((one) => isDue(one, removeWide))
        if (step === undefined) return undefined
        if (step.key !== before?.key) {
          before = { key: step.key, times: 0 }
          await applyStep(step, { wish, reach: ready(), found, signal })
          return step
        }
        await again(step, before, signal)
      }
    },
    forget: () => {
      for (const one of signIns.splice(0)) one.forget()
      reach = undefined
    },
  }
}

/** One sign-in may serve for both; most tenants want Exchange's own client to be signed in to. */
async function reachExchange(
  { outside, clients, prompt, signal }: ProvisionGiven,
  directory: DeviceSignIn,
  signIns: DeviceSignIn[],
): Promise<ExchangeClient> {
  const usable = await directory.token([exchangeScope]).then(
    () => true,
    (error: unknown) => {
      if (error instanceof ProviderError && error.failure.kind === 'SignInRefused') return false
      throw error
    },
  )
  if (usable) return exchangeClient(() => directory.token([exchangeScope]), directory.tenantId, outside)
  const who = {
    clientId: clients.exchange,
    tenant: directory.tenantId,
    scopes: [exchangeScope],
    purpose: 'Exchange, where the choice of mailboxes is kept',
  }
  const second = await signInByDevice(who, outside, prompt, signal)
  signIns.push(second)
  return exchangeClient(() => second.token([exchangeScope]), directory.tenantId, outside)
}

/** A step that was done and is not seen yet: the other side has several copies of its directory. */
async function again(step: ProvisionStep, before: { times: number }, signal: AbortSignal): Promise<void> {
  before.times += 1
  if (before.times > looks) {
    const detail = `“${step.title}” was done, but is not to be seen afterwards.`
    throw new ProviderError({ kind: 'Unexpected', detail })
  }
  await wait(lookEvery, undefined, { signal })
}

import type { CheckResult } from '@tandem/model/verification.ts'
import { Agent } from 'undici'
import { createEmulator } from '../../emulator/src/main.ts'
import { dueChecks } from '../src/providers/due-checks.ts'
import { graph } from '../src/providers/graph/provider.ts'
import type { GraphSettings } from '../src/providers/graph/settings.ts'
import type { Credential, Outside, Wanted } from '../src/providers/provider.ts'
import { runChecks } from '../src/verify/run.ts'

/** The domain of the tenant whose connection is proven. */
export const proofDomain = 'proof.example'
const secret = 'the~Value.of-a_secret'

/** One of a seed's people. */
export const person = (name: string, more = {}) => ({
  address: `${name}@${proofDomain}`,
  displayName: name,
  ...more,
})

/** An application with a secret that `verify` knows. */
export const application = (displayName: string, permissions: string[], days = 180) => ({
  displayName,
  permissions,
  secrets: [{ value: `${secret}${displayName}`, days }],
})

export interface Case {
  settings?: Partial<GraphSettings>
  value?: string
  testMailbox?: string | undefined
  refusedMailbox?: string
  outside?: Partial<Outside>
  wanted?: Wanted
  /** Days from now that the secret is said to last. */
  lasts?: number
  isQuiet?: boolean
  now?: Date
}

/** The checks of Graph against an emulated tenant, one after the other. */
export async function createCheckBench(tenant: object) {
  const emulator = await createEmulator({
    seed: { tenants: [{ displayName: 'Proof', domains: [proofDomain], ...tenant }] },
  })
  const dispatcher = new Agent({ connect: { ca: emulator.ca } })

  const verify = async (name: string, given: Case = {}): Promise<CheckResult[]> => {
    const tenant = [...emulator.world.tenants.values()][0]!
    const application = [...tenant.applications.values()].find(({ displayName }) => displayName === name)!
    const settings = { tenantId: tenant.id, clientId: application.appId, ...given.settings }
    const now = given.now ?? new Date()
    const expiresAt =
      given.lasts === undefined ? undefined : new Date(now.getTime() + given.lasts * 86_400_000).toISOString()
    const credential: Credential = {
      kind: 'secret',
      value: given.value ?? `${secret}${name}`,
      ...(expiresAt && { expiresAt }),
    }
    const urls = { loginUrl: emulator.url, serviceUrl: emulator.url }
    const outside: Outside = { dispatcher, timeout: 5000, ...urls, ...given.outside }
    const context = {
      settings,
      credential,
      outside,
      wanted: given.wanted ?? { contacts: true },
      testMailbox: 'testMailbox' in given ? given.testMailbox : `inside@${proofDomain}`,
      refusedMailbox: given.refusedMailbox,
      access: graph.signIn(settings, credential, outside),
      marker: 'attempt-1',
      isQuiet: given.isQuiet,
      now: () => now,
      notes: new Map<string, unknown>(),
    }
    return await runChecks(dueChecks(graph.checks, context.wanted), context, {
      limit: 45_000,
      changed: () => undefined,
    })
  }

  return {
    emulator,
    verify,
    user: (name: string) => {
      const tenant = [...emulator.world.tenants.values()][0]!
      return [...tenant.users.values()].find(({ displayName }) => displayName === name)!
    },
    close: async () => {
      await dispatcher.close()
      await emulator.close()
    },
  }
}

/** The result of one check. */
export function one(report: CheckResult[], name: string): CheckResult {
  const found = report.find(({ check }) => check === name)
  if (!found) throw new Error(`no check ${name}`)
  return found
}

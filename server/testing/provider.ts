import { z } from 'zod'
import { createMemoryServer } from '../src/providers/memory/provider.ts'
import type { Check, CheckContext, CheckOutcome, Outside, Provider } from '../src/providers/provider.ts'

/** A check that ends as told. */
export function check(
  name: string,
  after: string[],
  run: CheckOutcome['state'] | ((context: CheckContext<unknown>) => Promise<CheckOutcome>),
): Check {
  const outcome = typeof run === 'string' ? async () => ({ state: run }) : run
  return { name, title: `Title of ${name}`, after, run: outcome }
}

/** The memory provider with settings to fill in, checks to choose and a count of its sign-ins. */
export function createTestProvider(checks: Check[] = []) {
  const { provider, server } = createMemoryServer()
  const signIns: unknown[] = []
  const memory: Provider = {
    ...provider,
    settings: z.object({
      place: z.string().trim().min(3, 'The place has at least three letters.'),
      floor: z.string(),
    }),
    credential: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('secret'), value: z.string(), expiresAt: z.string().optional() }),
      z.object({ kind: z.literal('certificate'), certificate: z.string(), privateKey: z.string() }),
    ]),
    signIn: (_settings, credential, outside) => {
      signIns.push(credential)
      return provider.signIn({}, credential, outside)
    },
    open: (_settings, access, mailbox, outside) => provider.open({}, access, mailbox, outside),
    directory: (_settings, access, outside) => provider.directory!({}, access, outside),
    checks,
  }
  return { memory, server, signIns }
}

/** For providers that reach nothing. */
export function noOutside(): Outside {
  return {
    dispatcher: undefined as unknown as Outside['dispatcher'],
    loginUrl: '',
    serviceUrl: '',
    timeout: 1000,
  }
}

import { type AccountInfo, PublicClientApplication } from '@azure/msal-node'
import { ProviderError } from '../failures.ts'
import type { Outside } from '../provider.ts'
import type { SignInPrompt } from '../provisioning.ts'
import { type LastAnswer, msalNetwork } from './network.ts'
import { signInFailure } from './refusal.ts'

/** A person's sign-in by device code; tokens live in MSAL's memory and end with `forget`. */
export interface DeviceSignIn {
  account: string
  tenantId: string
  /** A token for some scopes, renewed when it nears its end. */
  token(scopes: string[]): Promise<string>
  forget(): void
}

/** Signs a person in who types a code elsewhere (device authorization grant). `tenant`: an id, a domain or `organizations`. */
export async function signInByDevice(
  given: { clientId: string; tenant: string; scopes: string[]; purpose: string },
  outside: Outside,
  prompt: (prompt: SignInPrompt) => Promise<void>,
  signal: AbortSignal,
): Promise<DeviceSignIn> {
  let last: LastAnswer | undefined
  const client = new PublicClientApplication({
    auth: {
      clientId: given.clientId,
      authority: `${outside.loginUrl.replace(/\/$/, '')}/${given.tenant}`,
      knownAuthorities: [new URL(outside.loginUrl).host],
    },
    system: {
      networkClient: msalNetwork(outside, (answer) => {
        last = answer
      }),
    },
  })
  const request = {
    scopes: given.scopes,
    cancel: signal.aborted,
    deviceCodeCallback: ({ userCode, verificationUri, expiresIn }: DeviceAnswer) => {
      const expiresAt = Date.now() + expiresIn * 1000
      void prompt({ purpose: given.purpose, userCode, url: verificationUri, expiresAt })
    },
  }
  signal.addEventListener('abort', () => {
    request.cancel = true
  })
  const ask = async <T>(act: () => Promise<T>): Promise<T> => {
    last = undefined
    try {
      return await act()
    } catch (error) {
      signal.throwIfAborted()
      throw new ProviderError(signInFailure(last, error, ''), { cause: error })
    }
  }
  const answer = await ask(() => client.acquireTokenByDeviceCode(request))
  signal.throwIfAborted()
  if (!answer?.account) throw new ProviderError(signInFailure(last, new Error('No account came back'), ''))
  let account: AccountInfo | undefined = answer.account
  return {
    account: answer.account.username,
    tenantId: answer.account.tenantId,
    token: async (scopes) => {
      const known = account
      if (known === undefined) throw new Error('The sign-in was thrown away')
      const got = await ask(() => client.acquireTokenSilent({ account: known, scopes }))
      return got.accessToken
    },
    forget: () => {
      account = undefined
      client.clearCache()
    },
  }
}

interface DeviceAnswer {
  userCode: string
  verificationUri: string
  expiresIn: number
}

import { randomUUID } from 'node:crypto'
import { request } from 'undici'
import { ProviderError, type ResponseFacts } from '../../failures.ts'
import type { Outside } from '../../provider.ts'
import { connectionFailure } from '../errors.ts'

/** Scope of tokens for Exchange's own administration. */
export const exchangeScope = 'https://outlook.office365.com/.default'

/** Runs one command of the Exchange Online module and answers its objects. */
export type ExchangeClient = (
  command: string,
  parameters?: Record<string, unknown>,
) => Promise<ExchangeObject[]>
export type ExchangeObject = Record<string, unknown>

/** A command that Exchange refused; `status` tells "not found" (404) and "there already" (409) apart. */
export class ExchangeRefused extends ProviderError {
  readonly status: number

  constructor(status: number, command: string, text: string, evidence: ResponseFacts) {
    super({ kind: 'Rejected', code: `Exchange${status}`, detail: `${command}: ${text}`, evidence })
    this.status = status
  }
}

/**
 * The address that the Exchange Online PowerShell module (version 3) posts its commands to. Microsoft does not document it
 * for others (a preview): whoever wants none of that runs the exported script, which uses the module itself.
 */
export function exchangeClient(
  token: () => Promise<string>,
  tenantId: string,
  outside: Outside,
): ExchangeClient {
  const url = new URL(`/adminapi/beta/${tenantId}/InvokeCommand`, outside.exchangeUrl)
  return async (command, parameters = {}) => {
    const facts: ResponseFacts = {
      request: `POST ${url.origin}${url.pathname} ${command}`,
      at: new Date().toISOString(),
    }
    const bearer = await token()
    try {
      const answer = await request(url, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${bearer}`,
          'content-type': 'application/json; charset=utf-8',
          accept: 'application/json',
          'client-request-id': randomUUID(),
          'x-cmdletname': command,
          'x-responseformat': 'json',
          'x-serializationlevel': 'Partial',
        },
        body: JSON.stringify({ CmdletInput: { CmdletName: command, Parameters: parameters } }),
        dispatcher: outside.dispatcher,
        signal: AbortSignal.timeout(outside.timeout),
      })
      const text = await answer.body.text()
      if (answer.statusCode >= 300) {
        throw new ExchangeRefused(answer.statusCode, command, wordsOf(text), {
          ...facts,
          status: answer.statusCode,
        })
      }
      const { value = [] } = JSON.parse(text) as { value?: ExchangeObject[] }
      return value
    } catch (error) {
      if (error instanceof ProviderError) throw error
      throw new ProviderError(connectionFailure(error, facts, !command.startsWith('Get-')), { cause: error })
    }
  }
}

/** `undefined` where Exchange says that there is no such object. */
export async function unlessMissing<T>(act: Promise<T>): Promise<T | undefined> {
  return await act.catch((error: unknown) => {
    if (error instanceof ExchangeRefused && error.status === 404) return undefined
    throw error
  })
}

/** Nothing happens where it is there already: a command that was carried out although its answer was lost. */
export async function unlessThere(act: Promise<unknown>): Promise<void> {
  await act.catch((error: unknown) => {
    if (!(error instanceof ExchangeRefused && error.status === 409)) throw error
  })
}

/** The last part of `mark|type|text`, which is for people. */
function wordsOf(body: string): string {
  const message = /"message"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(body)?.[1] ?? body.slice(0, 300)
  return (JSON.parse(`"${message}"`) as string).split('|').at(-1) ?? message
}

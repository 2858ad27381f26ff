import type { Config } from '../config.ts'
import { createDispatcher } from '../lib/outside.ts'
import type { Outside } from './provider.ts'

/** The way to the services, as the settings have it; `close` ends its connections. */
export async function createOutside(
  config: Config,
): Promise<{ reach(method: string): Outside; close(): Promise<void> }> {
  const dispatcher = await createDispatcher({
    caFile: config.OUTSIDE_CA_FILE,
    timeout: config.OUTSIDE_TIMEOUT_MS,
  })
  const outside: Outside = {
    dispatcher,
    loginUrl: config.LOGIN_URL,
    serviceUrl: config.SERVICE_URL,
    exchangeUrl: config.EXCHANGE_URL,
    uploadHosts: config.UPLOAD_HOSTS,
    timeout: config.OUTSIDE_TIMEOUT_MS,
  }
  return { reach: () => outside, close: () => dispatcher.close() }
}

import type { Application } from '../../tenant/types.ts'
import { type Call, param } from '../call.ts'
import { refuse } from '../errors.ts'

/** The application of the path, by its object id or by `appId='…'`. */
export function applicationOf(call: Call): Application {
  const key = param(call, 'application')
  const appId = /^appId=(.*)$/i.exec(key)?.[1]?.toLowerCase()
  const found =
    appId === undefined
      ? call.tenant.applications.get(key.toLowerCase())
      : [...call.tenant.applications.values()].find((one) => one.appId === appId)
  if (found === undefined) throw refuse.directoryNotFound(appId ?? key)
  return found
}

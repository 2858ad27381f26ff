import { createHash, timingSafeEqual } from 'node:crypto'
import { allPrincipals, firstPartyClients } from '../tenant/first-party.ts'
import type { Application, ServicePrincipal, Tenant } from '../tenant/types.ts'
import type { World } from '../tenant/world.ts'
import type { WireRequest } from '../wire.ts'
import { checkAssertion } from './assertion.ts'
import { SignInRefused } from './errors.ts'
import { isGuid } from './tenant-path.ts'

/** An application that has proven who it is: `strength` is the claim `appidacr` ('1' secret, '2' certificate, '0' none). */
export interface Client {
  application: Application
  servicePrincipal: ServicePrincipal
  strength: '0' | '1' | '2'
}

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/**
 * Finds the application of a token request and checks its secret or certificate assertion. `credentialNeeded` is
 * false for grants that public clients may use. Refuses with 700016, 700038, 7000112, 7000215, 7000222, 70002xx.
 */
export async function authenticateClient(
  world: World,
  tenant: Tenant,
  request: WireRequest,
  form: URLSearchParams,
  grant: string,
  comesFromPublicPlatform = false,
): Promise<Client> {
  const basic = basicCredentials(request.headers.authorization)
  const clientId = basic?.id ?? form.get('client_id') ?? ''
  if (clientId === '') throw new SignInRefused(900144, ['client_id'])
  const { application, servicePrincipal } = findClient(world, tenant, clientId)
  const secret = basic?.secret ?? form.get('client_secret') ?? ''
  const assertion = form.get('client_assertion') ?? ''
  const found = { application, servicePrincipal }
  if (assertion !== '') {
    if (form.get('client_assertion_type') !== assertionType) {
      throw new SignInRefused(900144, ['client_assertion_type'])
    }
    refuseIfPublic(application)
    await checkAssertion(world, tenant, application, assertion, request.origin)
    return { ...found, strength: '2' }
  }
  if (secret !== '') {
    refuseIfPublic(application)
    checkSecret(world, application, secret)
    return { ...found, strength: '1' }
  }
  if (grant === 'client_credentials') throw new SignInRefused(7000216)
  if (!application.publicClient && !comesFromPublicPlatform) throw new SignInRefused(7000218)
  return { ...found, strength: '0' }
}

function basicCredentials(header: string | undefined): { id: string; secret: string } | undefined {
  const encoded = header?.match(/^basic\s+(\S+)$/i)?.[1]
  if (encoded === undefined) return undefined
  const [id = '', ...rest] = Buffer.from(encoded, 'base64').toString().split(':')
  // RFC 6749 §2.3.1: both parts are form-encoded before they are joined.
  const decoded = new URLSearchParams(`id=${id}&secret=${rest.join(':')}`)
  return { id: decoded.get('id') ?? '', secret: decoded.get('secret') ?? '' }
}

/** The application with its presence in the tenant; 700038, 700016, 7000112 where there is none. */
export function findClient(
  world: World,
  tenant: Tenant,
  clientId: string,
): { application: Application; servicePrincipal: ServicePrincipal } {
  if (!isGuid(clientId)) throw new SignInRefused(700038, [clientId])
  const appId = clientId.toLowerCase()
  const servicePrincipal = allPrincipals(tenant).find((one) => one.appId === appId)
  const application = registrationOf(world, appId)
  if (servicePrincipal === undefined || application === undefined) {
    throw new SignInRefused(700016, [clientId, tenant.displayName])
  }
  if (application.disabled || !servicePrincipal.accountEnabled) {
    throw new SignInRefused(7000112, [clientId, application.displayName])
  }
  return { application, servicePrincipal }
}

/** The registration of an appId: it may live in another tenant (an application for several tenants), or be Microsoft's own. */
export function registrationOf(world: World, appId: string): Application | undefined {
  const own = [...world.tenants.values()].flatMap((one) => [...one.applications.values()])
  return [...own, ...firstPartyClients].find((one) => one.appId === appId)
}

function refuseIfPublic(application: Application): void {
  const { publicClient, passwords, certificates } = application
  if (publicClient && passwords.length + certificates.length === 0) throw new SignInRefused(700025)
}

function checkSecret(world: World, application: Application, secret: string): void {
  const now = world.clock.now()
  const matching = application.passwords.filter((one) => same(one.secret, secret) && one.start <= now)
  if (matching.length === 0) throw new SignInRefused(7000215, [application.appId])
  if (matching.every((one) => one.end <= now)) throw new SignInRefused(7000222, [application.appId])
}

function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

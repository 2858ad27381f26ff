import { authenticate, type Caller, type VerifyToken } from '../graph/authorise.ts'
import { GraphError } from '../graph/errors.ts'
import { holdsRole } from '../tenant/consents.ts'
import type { World } from '../tenant/world.ts'
import { json, type OperationWatch, type Room, type WireRequest, type WireResponse } from '../wire.ts'
import { commands } from './commands.ts'
import { CommandRefused, refuseCommand } from './refusals.ts'

/**
 * The address that the Exchange Online PowerShell module itself posts its commands to (facts 4.5: preview, not
 * documented): `POST /adminapi/beta/{tenant}/InvokeCommand` with `{CmdletInput: {CmdletName, Parameters}}`; answers are
 * `{value: [...]}`. Shapes as that module of version 3 sends and reads them; texts of refusals as people quote them.
 */
export function exchangeRoom(world: World, verify: VerifyToken, watch: OperationWatch): Room {
  return async (request) => {
    const tenant = /^\/adminapi\/beta\/([^/]+)\/InvokeCommand\/?$/i.exec(request.path)?.[1]
    if (tenant === undefined) return undefined
    const name = commandName(request)
    const operation = { request, name: `exchange.${name}`, ...callerFacts(world, verify, request) }
    const answer = (await watch.begin(operation)) ?? serve(world, verify, request, tenant)
    watch.end(operation, answer)
    return answer
  }
}

function serve(world: World, verify: VerifyToken, request: WireRequest, segment: string): WireResponse {
  try {
    if (request.method !== 'POST') throw refuseCommand.badRequest('The address takes POST.')
    const caller = authenticate(world, verify, request.headers.authorization)
    if (segment !== caller.tenant.id && !caller.tenant.domains.includes(segment.toLowerCase())) {
      throw refuseCommand.denied()
    }
    mayAdminister(caller)
    const { name, parameters } = readCommand(request)
    const run = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (run === undefined) throw refuseCommand.unknownCommand(name)
    const value = run({ world, tenant: caller.tenant, parameters })
    return json(200, {
      '@odata.context': `${request.origin}/adminapi/beta/$metadata#Collection`,
      value: value,
    })
  } catch (error) {
    if (error instanceof GraphError) return refusal(request, error.status, 'Unauthorized', error.message)
    if (error instanceof CommandRefused) return refusal(request, error.status, error.code, error.message)
    throw error
  }
}

/** People need a role; applications the permission Exchange.ManageAsApp (their role is taken for granted here). */
function mayAdminister({ tenant, claims }: Caller): void {
  if (claims.scp === undefined) {
    if (!claims.roles.includes('Exchange.ManageAsApp')) throw refuseCommand.denied()
    return
  }
  const user = tenant.users.get(claims.oid)
  if (user === undefined || !holdsRole(user, 'Global Administrator', 'Exchange Administrator'))
    throw refuseCommand.denied()
}

function readCommand(request: WireRequest): { name: string; parameters: Record<string, unknown> } {
  const input = parse(request)
  const { CmdletName: name, Parameters: parameters = {} } = (input.CmdletInput ?? {}) as Record<
    string,
    unknown
  >
  if (typeof name !== 'string') throw refuseCommand.badRequest('CmdletInput.CmdletName is missing.')
  return { name, parameters: parameters as Record<string, unknown> }
}

function parse(request: WireRequest): Record<string, unknown> {
  try {
    return JSON.parse(request.body.toString('utf8')) as Record<string, unknown>
  } catch {
    throw refuseCommand.badRequest('The body is no JSON.')
  }
}

/** For the log and the faults, which match also what cannot be read. */
function commandName(request: WireRequest): string {
  return /"CmdletName"\s*:\s*"([\w-]+)"/.exec(request.body.toString('utf8'))?.[1] ?? 'InvokeCommand'
}

function callerFacts(world: World, verify: VerifyToken, request: WireRequest) {
  try {
    const { claims } = authenticate(world, verify, request.headers.authorization)
    return { tenantId: claims.tid, applicationId: claims.appid }
  } catch (error) {
    if (error instanceof GraphError) return {}
    throw error
  }
}

function refusal(request: WireRequest, status: number, code: string, message: string): WireResponse {
  return json(
    status,
    { error: { code, message, innererror: { message, type: code, stacktrace: '' } } },
    { 'request-id': request.id },
  )
}

import { connection, putCredential } from '@tandem/model/api/connections.ts'
import { expiryList, heldPath } from '@tandem/model/api/credentials.ts'
import { idPath } from '@tandem/model/api/paging.ts'
import { z } from 'zod'
import { listEnds } from '../../store/credential-ends.ts'
import { type Access, organisationScope, type Principal } from '../access.ts'
import { changeConnection } from '../change-connection.ts'
import { takeCredential } from '../connection-edits.ts'
import { dropCredential, putCredentialBack, suspectBreach, takeNewKeyPair } from '../credential-slots.ts'
import type { ApiDeps, App } from '../deps.ts'

const tags = ['Credentials']
const access: Access[] = ['operator', 'organisation']
const response = { 200: connection }

/** /connections/…/credential: taken in, made here, held in pairs, given up; and when each ends. */
export function credentialRoutes(app: App, deps: ApiDeps): void {
  takingIn(app, deps)
  held(app, deps)
  app.post(
    '/connections/:id/breach',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Suspected breach: suspend, forget credentials and tokens, tell the contacts',
        params: idPath,
        response,
      },
    },
    async (request, reply) =>
      await changeConnection(deps, request, reply, { act: 'breach-suspected' }, (tx, row) =>
        suspectBreach(tx, deps, row, whoReports(request.principal)),
      ),
  )
  app.get(
    '/expiries',
    {
      config: { access },
      schema: {
        tags,
        summary: 'When credentials end, the first to end first',
        querystring: z.strictObject({}),
        response: { 200: expiryList },
      },
    },
    async (request) => {
      const rows = await listEnds(deps.db, organisationScope(request))
      return {
        items: rows.map((row) => ({
          connectionId: row.id,
          organisationId: row.organisation_id,
          organisationName: row.organisation_name,
          method: row.method,
          state: row.state as z.infer<typeof connection>['state'],
          credential: row.facts,
          endsAt: row.endsAt,
          source: row.isFromDirectory
            ? ('directory' as const)
            : row.endsAt
              ? ('declared' as const)
              : ('unknown' as const),
        })),
      }
    },
  )
}

function takingIn(app: App, deps: ApiDeps): void {
  app.put(
    '/connections/:id/credential',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Enter a secret or a certificate; it is sealed at once and never answered',
        params: idPath,
        body: putCredential,
        response,
      },
    },
    async (request, reply) =>
      await changeConnection(
        deps,
        request,
        reply,
        { act: 'credential-entered', detail: { kind: request.body.kind } },
        (tx, row) => takeCredential(tx, deps, row, request.body),
      ),
  )
  app.post(
    '/connections/:id/key-pairs',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Make a certificate here; only its public part is answered',
        params: idPath,
        response,
      },
    },
    async (request, reply) =>
      await changeConnection(deps, request, reply, { act: 'key-pair-made' }, (tx, row) =>
        takeNewKeyPair(tx, deps, row),
      ),
  )
}

function held(app: App, deps: ApiDeps): void {
  app.delete(
    '/connections/:id/credential/:which',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Forget the credential that waits, or the one that was in use before',
        params: heldPath,
        response,
      },
    },
    async (request, reply) =>
      await changeConnection(
        deps,
        request,
        reply,
        { act: 'credential-dropped', detail: { which: request.params.which } },
        (tx, row) => dropCredential(tx, row, request.params.which),
      ),
  )
  app.post(
    '/connections/:id/credential/previous/put-back',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Let the credential that was in use before wait for its proof again',
        params: idPath,
        response,
      },
    },
    async (request, reply) =>
      await changeConnection(deps, request, reply, { act: 'credential-put-back' }, putCredentialBack),
  )
}

/** As contacts read it. */
function whoReports(principal: Principal): string {
  return principal.kind === 'operator' ? principal.email : 'A program with an API key'
}

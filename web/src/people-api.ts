import type { Answer, Input } from '@tandem/client/src/client.ts'
import { call, tandem, v1 } from './api.ts'

export type Person = Answer<'get', '/people'>['items'][number]
export type PersonInvitation = Answer<'get', '/people/invitations'>['items'][number]
export type OpenInvitation = Answer<'post', '/join/look'>
export type Role = Person['role']
export type PersonSession = Answer<'get', '/account/sessions'>['items'][number]
export type Approval = Answer<'get', '/organisations/{id}/approvals'>['items'][number]
export type AuditEntry = Answer<'get', '/audit'>['items'][number]
export type AuditFilter = Partial<
  Record<'organisation' | 'act' | 'who' | 'target' | 'from' | 'until', string | undefined>
>

/** Signing in beyond the password; better-auth's own paths. */
export const signingIn = {
  methods: () => tandem.get('/sign-in-methods'),
  withCode: (code: string) => auth('two-factor/verify-totp', { code }),
  withBackupCode: (code: string) => auth('two-factor/verify-backup-code', { code }),
  /** Where the browser goes on to sign in. */
  elsewhere: () => auth<{ url: string }>('sign-in/social', { provider: 'sso', callbackURL: '/' }),
}

/** What is a signed-in person's own. */
export const account = {
  hasPassword: async () => {
    const found = await call<{ providerId: string }[]>('GET', '/api/auth/list-accounts')
    return found.some(({ providerId }) => providerId === 'credential')
  },
  beginTwoFactor: (password: string) =>
    auth<{ totpURI: string; backupCodes: string[] }>('two-factor/enable', { password }),
  proveTwoFactor: (code: string) => auth('two-factor/verify-totp', { code }),
  endTwoFactor: (password: string) => auth('two-factor/disable', { password }),
  makeBackupCodes: (password: string) =>
    auth<{ backupCodes: string[] }>('two-factor/generate-backup-codes', { password }),
  changePassword: (currentPassword: string, newPassword: string) =>
    auth('change-password', { currentPassword, newPassword, revokeOtherSessions: true }),
  sessions: () => tandem.get('/account/sessions'),
  endSession: (id: string) => tandem.delete('/account/sessions/{id}', { path: { id } }),
}

/** What the bearer of a person's invitation may do. */
export const joining = {
  look: (token: string) => tandem.post('/join/look', { body: { token } }),
  accept: (body: Input<'post', '/join'>['body']) => tandem.post('/join', { body }),
}

export const people = {
  list: (organisation: string | undefined) => tandem.get('/people', { query: { organisation } }),
  change: (id: string, body: Input<'patch', '/people/{id}'>['body']) =>
    tandem.patch('/people/{id}', { path: { id }, body }),
  remove: (id: string) => tandem.delete('/people/{id}', { path: { id } }),
  invitations: (organisation: string | undefined) =>
    tandem.get('/people/invitations', { query: { organisation } }),
  invite: (body: Input<'post', '/people/invitations'>['body']) =>
    tandem.post('/people/invitations', { body }),
  withdraw: (id: string) => tandem.delete('/people/invitations/{id}', { path: { id } }),
  secondFactorRule: (id: string) => tandem.get('/organisations/{id}/second-factor', { path: { id } }),
  setSecondFactorRule: (id: string, required: boolean) =>
    tandem.put('/organisations/{id}/second-factor', { path: { id }, body: { required } }),
}

export const approvals = {
  list: (id: string) => tandem.get('/organisations/{id}/approvals', { path: { id } }),
  give: (id: string, body: { reason: string; hours: number }) =>
    tandem.post('/organisations/{id}/approvals', { path: { id }, body }),
  end: (id: string) => tandem.delete('/approvals/{id}', { path: { id } }),
}

export const auditLog = {
  list: (filter: AuditFilter, cursor: string | undefined) =>
    tandem.get('/audit', { query: { ...filter, cursor, limit: 50 } }),
  verify: () => tandem.get('/audit/verification'),
  /** The address of a file with all of it. */
  exportUrl: (filter: AuditFilter, format: 'csv' | 'jsonl') => {
    const given = Object.entries(filter).filter(([, value]) => value !== undefined) as [string, string][]
    return `${v1}/audit/export?${new URLSearchParams([...given, ['format', format]])}`
  },
}

async function auth<T = unknown>(path: string, body: object): Promise<T> {
  return await call<T>('POST', `/api/auth/${path}`, { body })
}

import { z } from 'zod'
import { id, instant } from './paging.ts'

/** What somebody may do: everything, everything of their organisation, or the Workspace of some mailboxes. */
export const role = z.enum(['operator', 'administrator', 'agent'])
export type Role = z.infer<typeof role>

export const person = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role,
    /** `null`: an operator. */
    organisationId: id.nullable(),
    /** What an agent may open; empty for others, who see all of theirs. */
    mailboxIds: z.array(id),
    createdAt: instant,
  })
  .meta({ id: 'Person' })
export type Person = z.infer<typeof person>
export const personList = z.object({ items: z.array(person), nextCursor: z.null() })

const name = z.string().trim().min(1, 'is empty: write the person’s name').max(200)
const mailboxIds = z.array(id).max(500)

export const patchPerson = z.strictObject({
  name: name.optional(),
  role: z.enum(['administrator', 'agent']).optional(),
  mailboxIds: mailboxIds.optional(),
})

export const personInvitation = z
  .object({
    id,
    organisationId: id.nullable(),
    email: z.string(),
    name: z.string(),
    role,
    mailboxIds: z.array(id),
    invitedBy: z.string(),
    state: z.enum(['open', 'accepted', 'revoked', 'expired']),
    createdAt: instant,
    expiresAt: instant,
  })
  .meta({ id: 'PersonInvitation' })
export type PersonInvitation = z.infer<typeof personInvitation>
export const personInvitationList = z.object({ items: z.array(personInvitation), nextCursor: z.null() })

export const newPersonInvitation = z.strictObject({
  email: z.email('is not an e-mail address: write it as name@domain').max(320),
  name,
  role,
  /** Not for operators; an administrator's own need not be said. */
  organisationId: id.nullish(),
  /** Of an agent. */
  mailboxIds: mailboxIds.default([]),
  days: z.int().min(1).max(30).default(7),
})

/** `url` and `token` are shown once; `null` when a repeated request is answered again. */
export const madePersonInvitation = personInvitation.extend({
  url: z.string().nullable(),
  token: z.string().nullable(),
})
export type MadePersonInvitation = z.infer<typeof madePersonInvitation>

/** The token travels in the body: addresses are logged on their way. */
export const lookAtInvitation = z.strictObject({ token: z.string().min(1).max(100) })
export const openInvitation = z.object({
  email: z.string(),
  name: z.string(),
  role,
  organisation: z.string().nullable(),
  /** The address of whoever invites; `null`: a program did. */
  invitedBy: z.string().nullable(),
  expiresAt: instant,
})
export type OpenInvitation = z.infer<typeof openInvitation>

export const joinWish = lookAtInvitation.extend({
  name: name.optional(),
  password: z.string().min(12, 'is too short: take twelve letters or more').max(128),
})
export const joined = z.object({ email: z.string() })

/** Whether people of an organisation who sign in with a password need a second factor. */
export const secondFactorRule = z.strictObject({ required: z.boolean() })

/** How people can sign in here. */
export const signInMethods = z.object({
  password: z.literal(true),
  /** `name` is what the button says after “Sign in with”. */
  sso: z.object({ name: z.string() }).nullable(),
})
export type SignInMethods = z.infer<typeof signInMethods>

/** Somebody's being signed in on one device. */
export const personSession = z.object({
  id: z.string(),
  current: z.boolean(),
  userAgent: z.string().nullable(),
  ipAddress: z.string().nullable(),
  createdAt: instant,
  lastUsedAt: instant,
  expiresAt: instant,
})
export const personSessionList = z.object({ items: z.array(personSession), nextCursor: z.null() })

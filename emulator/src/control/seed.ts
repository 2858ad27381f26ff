import { z } from 'zod'
import {
  addAccessPolicy,
  addApplication,
  addCertificate,
  addGroup,
  addPassword,
  addRoleAssignment,
  addTenant,
  addUser,
  findUser,
  grantRole,
} from '../tenant/directory.ts'
import { createContact, createContactFolder } from '../tenant/mailbox.ts'
import type { Tenant, User } from '../tenant/types.ts'
import type { World } from '../tenant/world.ts'
import { demoSeed } from './demo.ts'
import { generateContact } from './generate-contact.ts'
import { type FullSeed, type Seed, type SeedTenant, seedSchema } from './seed-schema.ts'

/** `empty`, `demo`, `large:<people>x<contacts each>`, or a seed file's content. */
export type SeedChoice = 'empty' | 'demo' | `large:${number}x${number}` | Seed

/** What was wrong with a seed, one problem per line. */
export class SeedRefused extends Error {}

/** Fills the world; the same seed gives the same ids, secrets and people. */
export function applySeed(world: World, choice: SeedChoice): void {
  const seed = readSeed(choice)
  for (const tenant of seed.tenants) seedTenant(world, tenant, seed.seed)
}

/** The whole seed behind a name or an unchecked value. */
export function readSeed(choice: unknown): FullSeed {
  const named = typeof choice === 'string' ? namedSeed(choice) : choice
  const read = seedSchema.safeParse(named)
  if (!read.success) throw new SeedRefused(z.prettifyError(read.error))
  return read.data
}

function namedSeed(name: string): Seed {
  if (name === 'empty') return { tenants: [] }
  if (name === 'demo') return demoSeed
  const [, people, contacts] = /^large:(\d+)x(\d+)$/.exec(name) ?? []
  if (people === undefined || contacts === undefined) {
    throw new SeedRefused(`"${name}" is no seed: empty, demo, large:<people>x<contacts>, or a JSON object`)
  }
  return largeSeed(Number(people), Number(contacts))
}

function largeSeed(people: number, contacts: number): Seed {
  const users = Array.from({ length: people }, (_, at) => ({
    address: `person${at + 1}@large.example`,
    displayName: `Person ${at + 1}`,
    password: `Large-${at + 1}!`,
    generatedContacts: contacts,
  }))
  const application = {
    displayName: 'Tandem-1',
    secrets: [{ displayName: 'Tandem' }],
    permissions: ['Contacts.ReadWrite', 'User.Read.All'],
  }
  return {
    tenants: [{ displayName: 'Large', domains: ['large.example'], users, applications: [application] }],
  }
}

function seedTenant(world: World, given: SeedTenant, seed: number): void {
  const tenant = addTenant(world, {
    ...(given.id !== undefined && { id: given.id }),
    displayName: given.displayName,
    domains: given.domains,
  })
  given.users.forEach((user, at) => {
    seedUser(world, tenant, user, seed * 1000 + at)
  })
  for (const group of given.groups) {
    const { displayName, mail, members } = group
    const ids = members.map((address) => userOf(tenant, address).id)
    addGroup(world, tenant, {
      displayName,
      members: ids,
      mailEnabled: mail !== undefined,
      ...(mail !== undefined && { mail }),
    })
  }
  for (const application of given.applications) seedApplication(world, tenant, application)
  for (const policy of given.accessPolicies) {
    addAccessPolicy(world, tenant, {
      appIds: [principalOf(tenant, policy.application).appId],
      accessRight: policy.right,
      scopeId: scopeOf(tenant, policy.scope),
      delay: policy.propagationSeconds * 1000,
    })
  }
  for (const assignment of given.roleAssignments) {
    addRoleAssignment(world, tenant, {
      servicePrincipalId: principalOf(tenant, assignment.application).id,
      role: assignment.role,
      ...(assignment.group !== undefined && { scopeGroupId: scopeOf(tenant, assignment.group) }),
      delay: assignment.propagationSeconds * 1000,
    })
  }
}

function seedUser(world: World, tenant: Tenant, given: SeedTenant['users'][number], seed: number): void {
  const { address, mailbox, enabled, contacts, generatedContacts, folders, licensed, ...rest } = given
  const user = addUser(world, tenant, {
    ...rest,
    userPrincipalName: address,
    mailboxKind: mailbox,
    accountEnabled: enabled,
    ...(licensed !== undefined && { licensed }),
  })
  const target = user.mailbox?.defaultContactFolderId
  if (target === undefined) return
  for (const fields of contacts) createContact(world, tenant, user, target, fields)
  for (let at = 0; at < generatedContacts; at += 1) {
    createContact(world, tenant, user, target, generateContact(seed, at))
  }
  for (const folder of folders) {
    const made = createContactFolder(world, tenant, user, folder.displayName)
    for (const fields of folder.contacts) createContact(world, tenant, user, made.id, fields)
  }
}

function seedApplication(world: World, tenant: Tenant, given: SeedTenant['applications'][number]): void {
  const { displayName, appId, publicClient } = given
  const { application, servicePrincipal } = addApplication(world, tenant, {
    displayName,
    publicClient,
    ...(appId !== undefined && { appId }),
  })
  for (const { value, days, displayName: name } of given.secrets) {
    addPassword(world, tenant, application, {
      ...(value !== undefined && { secret: value }),
      ...(name !== undefined && { displayName: name }),
      end: world.clock.now() + days * 86_400_000,
    })
  }
  for (const { base64, displayName: name } of given.certificates) {
    addCertificate(world, tenant, application, {
      certificate: base64,
      ...(name !== undefined && { displayName: name }),
    })
  }
  for (const permission of given.permissions) grantRole(world, tenant, servicePrincipal, permission)
}

function userOf(tenant: Tenant, address: string): User {
  const user = findUser(tenant, address)
  if (user === undefined) throw new SeedRefused(`${tenant.displayName} has no user ${address}`)
  return user
}

function principalOf(tenant: Tenant, name: string): { id: string; appId: string } {
  const found = [...tenant.servicePrincipals.values()].find((one) => one.displayName === name)
  if (found === undefined) throw new SeedRefused(`${tenant.displayName} has no application ${name}`)
  return found
}

function scopeOf(tenant: Tenant, name: string): string {
  const group = [...tenant.groups.values()].find((one) => one.displayName === name)
  return group?.id ?? userOf(tenant, name).id
}

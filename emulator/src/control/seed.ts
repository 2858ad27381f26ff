import { z } from 'zod'
import type { World } from '../tenant/world.ts'
import { demoSeed } from './demo.ts'
import { seedTenant } from './seed-parts.ts'
import { SeedRefused } from './seed-refused.ts'
import { type FullSeed, type Seed, seedSchema } from './seed-schema.ts'

/** `empty`, `demo`, `large:<people>x<contacts each>`, or a seed file's content. */
export type SeedChoice = 'empty' | 'demo' | `large:${number}x${number}` | Seed

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

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A seed file for the emulator: people who may send, by an application that may also write drafts. Returns its path. */
export async function sendingSeed(folder: string, people: number): Promise<string> {
  const users = Array.from({ length: people }, (_, nth) => ({
    address: `person${nth}@sending.example`,
    displayName: `Person ${nth}`,
  }))
  const applications = [
    {
      displayName: 'Tandem-1',
      secrets: [{}],
      permissions: ['Mail.Send', 'Mail.ReadWrite', 'User.Read.All'],
    },
  ]
  const tenants = [{ displayName: 'Sending', domains: ['sending.example'], users, applications }]
  const path = join(folder, 'sending.json')
  await writeFile(path, JSON.stringify({ tenants }))
  return path
}

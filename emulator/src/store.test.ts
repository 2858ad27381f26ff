import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { callControl } from './control/room.ts'
import { createEmulator } from './main.ts'
import { dumpWorld } from './tenant/dump.ts'
import { trust } from './test-clients.ts'

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-store-'))
  folders.push(folder)
  return folder
}

const mailbox = '/mailboxes/wei.zhang@harborrealty.example'

test('a second start finds the world, the clock, the control token and the certificate as they were', async () => {
  const data = dataFolder()
  const first = await createEmulator({ data, seed: 'demo' })
  const made = callControl(first.control, 'POST', `${mailbox}/contacts`, {
    fields: { givenName: 'Ærøskøbing', emailAddresses: [{ name: 'Æ', address: 'ae@example.org' }] },
  }) as { id: string }
  const [victim] = (
    callControl(first.control, 'GET', `${mailbox}/contacts`) as { contacts: { id: string }[] }
  ).contacts
  callControl(first.control, 'DELETE', `${mailbox}/contacts/${victim!.id}`)
  const folder = callControl(first.control, 'POST', `${mailbox}/folders`, { displayName: 'Клієнти' }) as {
    id: string
  }
  callControl(first.control, 'PATCH', `${mailbox}/contacts/${made.id}`, { folderId: folder.id })
  callControl(first.control, 'PUT', '/tenants/harborrealty.example/users/ceo@harborrealty.example', {
    enabled: false,
  })
  callControl(first.control, 'POST', '/clock/advance', { seconds: 3600 })
  const before = dumpWorld(first.world)
  await first.close()
  const second = await createEmulator({ data, seed: 'large:1x1' })
  const after = dumpWorld(second.world)
  await second.close()
  expect(ordered(after)).toEqual(ordered(before))
  expect(second.controlToken).toBe(first.controlToken)
  expect(second.ca).toBe(first.ca)
})

test('a killed process loses nothing that was answered 50 ms before', async () => {
  const data = dataFolder()
  const first = await start(data)
  trust({ ca: readFileSync(first.ca, 'utf8') })
  const address = `${first.url}/_control/mailboxes/person1@large.example/contacts`
  const headers = { authorization: `Bearer ${first.controlToken}`, 'content-type': 'application/json' }
  for (let at = 0; at < 20; at += 1) {
    const answer = await fetch(address, {
      method: 'POST',
      headers,
      body: JSON.stringify({ fields: { givenName: `Kept ${at}` } }),
    })
    expect(answer.status).toBe(200)
  }
  await wait(50)
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  const second = await createEmulator({ data })
  const names = [...second.world.tenants.values()]
    .flatMap((tenant) => [...tenant.users.values()])
    .flatMap((user) => [...(user.mailbox?.contacts.values() ?? [])].map(({ fields }) => fields.givenName))
  await second.close()
  expect(names.filter((name) => String(name).startsWith('Kept'))).toHaveLength(20)
})

test('a folder serves one emulator at a time, and a seed with a mistake leaves none behind', async () => {
  const data = dataFolder()
  await expect(
    createEmulator({ data, seed: { tenants: [{ displayName: '', domains: [] }] } }),
  ).rejects.toThrow('domains')
  const first = await createEmulator({ data, seed: 'large:1x1' })
  await expect(createEmulator({ data })).rejects.toThrow('Another emulator is using')
  await first.close()
})

/** Contacts come back in the order of their ids; their own order says nothing. */
function ordered(dump: ReturnType<typeof dumpWorld>): unknown {
  const plain = JSON.parse(JSON.stringify(dump)) as typeof dump
  for (const tenant of plain.tenants) {
    tenant.users.sort((a, b) => a.id.localeCompare(b.id))
    for (const { mailbox: box } of tenant.users) {
      box?.contacts.sort((a, b) => a.immutableId.localeCompare(b.immutableId))
      box?.mail?.messages.sort((a, b) => a.immutableId.localeCompare(b.immutableId))
      for (const folder of box?.contactFolders ?? []) {
        folder.left = folder.left.map(({ changed, left: { id, immutableId, entered } }) => ({
          changed,
          left: { id, immutableId, entered },
        }))
      }
    }
  }
  return plain
}

async function start(data: string) {
  const program = join(import.meta.dirname, 'cli.ts')
  const given = [program, '--port', '0', '--seed', 'large:2x5', '--data', data]
  const child = spawn(process.execPath, given, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { child, ...(JSON.parse(line) as { url: string; ca: string; controlToken: string }) }
}

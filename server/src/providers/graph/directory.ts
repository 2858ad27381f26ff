import { z } from 'zod'
import type { DirectoryEntry } from '../provider.ts'
import type { GraphClient } from './http.ts'
import { readPages } from './pages.ts'
import { query } from './paths.ts'

const user = z.object({
  id: z.string(),
  mail: z.string().nullish(),
  displayName: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  userType: z.string().nullish(),
})

/** People with an address, guests left out. Shared mailboxes and rooms are disabled accounts: they come as `enabled: false`. */
export async function* listPeople(client: GraphClient): AsyncGenerator<DirectoryEntry[]> {
  const $select = 'id,mail,displayName,accountEnabled,userType'
  const path = `/v1.0/users${query({ $select, $top: 999 })}`
  for await (const page of readPages(client, { method: 'GET', path })) {
    yield page.items.flatMap((item) => {
      const { data } = user.safeParse(item)
      if (!data?.mail || data.userType === 'Guest') return []
      return {
        remoteId: data.id,
        address: data.mail.toLowerCase(),
        displayName: data.displayName ?? data.mail,
        enabled: data.accountEnabled ?? true,
      }
    })
  }
}

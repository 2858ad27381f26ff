import { z } from 'zod'
import { ProviderError } from '../failures.ts'
import type { GraphAnswer, GraphClient, GraphRequest } from './http.ts'
import type { GraphContact } from './map.ts'
import { pathOfLink } from './paths.ts'

export interface Page {
  items: Record<string, unknown>[]
  /** Path of the next page of this listing. */
  next: string | undefined
  /** Path of the next round of a delta listing. */
  delta: string | undefined
}

const pageBody = z.object({
  // Items are read by those who know their kind: going through a thousand contacts here would cost as much as parsing them.
  value: z.custom<Record<string, unknown>[]>((value) => Array.isArray(value)),
  '@odata.nextLink': z.string().optional(),
  '@odata.deltaLink': z.string().optional(),
})

/** One page of a listing. */
export async function readPage(client: GraphClient, wanted: GraphRequest): Promise<Page> {
  return pageOf(await client(wanted))
}

/** The page in an answer; anything else is `Unexpected`. */
export function pageOf(answer: Pick<GraphAnswer, 'body' | 'facts'>): Page {
  const read = pageBody.safeParse(answer.body)
  if (!read.success) {
    const detail = 'The service answered a listing without a list'
    throw new ProviderError({ kind: 'Unexpected', detail, evidence: answer.facts })
  }
  const { value, '@odata.nextLink': next, '@odata.deltaLink': delta } = read.data
  return {
    items: value,
    next: next === undefined ? undefined : pathOfLink(next),
    delta: delta === undefined ? undefined : pathOfLink(delta),
  }
}

/** All pages of a listing; the next one is fetched while the caller works on the last. */
export async function* readPages(client: GraphClient, first: GraphRequest): AsyncGenerator<Page> {
  let page = await readPage(client, first)
  for (;;) {
    const { next } = page
    const coming = next === undefined ? undefined : ahead(readPage(client, { ...first, path: next }))
    yield page
    if (coming === undefined) return
    page = await coming
  }
}

/** A fetch that runs ahead of its reader: its failure waits until somebody asks, also when nobody does. */
export function ahead<T>(fetch: Promise<T>): Promise<T> {
  fetch.catch(() => undefined)
  return fetch
}

/** The contacts of a page that really are contacts. */
export function contactsOf(page: Pick<Page, 'items'>): GraphContact[] {
  return itemsOf<GraphContact>(page)
}

/** The items of a page that have an id. */
export function itemsOf<Item extends { id: string }>(page: Pick<Page, 'items'>): Item[] {
  return page.items.filter((item): item is Item => typeof item.id === 'string')
}

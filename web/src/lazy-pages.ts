import { lazyRouteComponent } from '@tanstack/react-router'
import { isServerThere } from './api.ts'

const pages: { preload?: () => Promise<void> | undefined }[] = []

/** Fetches the programs of all pages that are not here yet, so that they open offline too. */
export async function fetchPages(): Promise<void> {
  await Promise.allSettled(pages.map((page) => page.preload?.()))
}

/** A page whose program is fetched when it is first needed. */
export function lazy<M extends Record<string, unknown>, Name extends keyof M & string>(
  load: () => Promise<M>,
  name: Name,
) {
  const page = lazyRouteComponent(async () => {
    try {
      return await load()
    } catch (error) {
      // The router reloads the page for a program that is gone (a new version has other names). Without a server that
      // would leave the browser's own error page, from which nothing comes back by itself.
      if (await isServerThere()) throw error
      throw new TypeError('The network is down')
    }
  }, name)
  pages.push(page)
  return page
}

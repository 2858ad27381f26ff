import type { Access } from './access.ts'
import type { App } from './deps.ts'
import { type KeyScope, scopeOfRoute } from './key-scopes.ts'

export interface RouteEntry {
  method: string
  path: string
  access: Access[]
  /** What a key with scopes needs; undefined: only keys without scopes get in. */
  scope: KeyScope | undefined
}

/** Notes every route as it is registered, and refuses to start with one that does not say who may call it. */
export function recordRoutes(app: App): RouteEntry[] {
  const registered: {
    methods: string[]
    path: string
    config: { access?: Access | Access[]; scope?: KeyScope }
  }[] = []
  const table: RouteEntry[] = []
  app.addHook('onRoute', (route) => {
    // A copy: several routes of a group share one.
    const needs = scopeOfRoute([route.method].flat()[0] ?? 'GET', route.url)
    route.config = { ...(needs && { scope: needs }), ...route.config }
    registered.push({ methods: [route.method].flat(), path: route.url, config: route.config })
  })
  app.addHook('onReady', async () => {
    for (const { methods, path, config } of registered) {
      const access = [config.access ?? []].flat()
      if (access.length === 0)
        throw new Error(`Route ${methods.join(' ')} ${path} does not say who may call it`)
      // HEAD comes with every GET.
      for (const method of methods)
        if (method !== 'HEAD') table.push({ method, path, access, scope: config.scope })
    }
    table.sort((a, b) => a.path.localeCompare(b.path, 'en') || a.method.localeCompare(b.method, 'en'))
  })
  return table
}

/** The methods that `path` (a request's, without its query) answers to. */
export function methodsOf(table: RouteEntry[], path: string): string[] {
  const found = table.filter((route) => matches(route.path, path) && !route.path.endsWith('*'))
  return [...new Set(found.map((route) => route.method))]
}

function matches(pattern: string, path: string): boolean {
  const expected = pattern.split('/')
  const given = path.split('/')
  return (
    expected.length === given.length && expected.every((part, i) => part.startsWith(':') || part === given[i])
  )
}

/**
 * The three calls of the `reflect-metadata` proposal that tsyringe (inside @peculiar/x509) asks for, so that the
 * emulator needs no global polyfill package. Import it before `@peculiar/x509`.
 */
type Kept = WeakMap<object, Map<unknown, unknown>>

const kept: Kept = new WeakMap()

function getOwnMetadata(key: unknown, target: object): unknown {
  return kept.get(target)?.get(key)
}

function getMetadata(key: unknown, target: object): unknown {
  for (let at: object | null = target; at !== null; at = Object.getPrototypeOf(at)) {
    if (kept.get(at)?.has(key)) return getOwnMetadata(key, at)
  }
  return undefined
}

function defineMetadata(key: unknown, value: unknown, target: object): void {
  const entries = kept.get(target) ?? new Map()
  kept.set(target, entries.set(key, value))
}

if (!('getMetadata' in Reflect)) Object.assign(Reflect, { getMetadata, getOwnMetadata, defineMetadata })

/** The addresses of one person, and how they are found in any text. */
export interface PersonAddresses {
  /** Lower case, sorted, each once. */
  addresses: string[]
  /** For ILIKE: texts in which one may stand. */
  likes: string[]
  /** Finds one that stands by itself, in any case; the same for PostgreSQL and here. `ada@x.org` is not in `maria@x.org`. */
  pattern: string
}

/** What stands in the place of an address. */
export const erasedAddress = '[erased]'

/** Prepares addresses for looking. In links `@` is written `%40`. */
export function personAddresses(given: string[]): PersonAddresses {
  const addresses = [...new Set(given.map((one) => one.trim().toLowerCase()))].sort()
  const forms = addresses.flatMap((one) => [one, one.replace('@', '%40')])
  const escaped = forms.map((one) =>
    one.replace(/[^a-z0-9]/g, (sign) => (/\w/.test(sign) ? sign : `\\${sign}`)),
  )
  return {
    addresses,
    likes: forms.map((one) => `%${one.replace(/[\\%_]/g, '\\$&')}%`),
    pattern: `(?<![a-z0-9._+-])(?:${escaped.join('|')})(?![a-z0-9_-]|\\.[a-z0-9])`,
  }
}

/** Whether one of the addresses stands in a text. */
export function mentions({ pattern }: PersonAddresses, text: string): boolean {
  return new RegExp(pattern, 'i').test(text)
}

/** A JSON value without the addresses: neither in texts nor, with the name beside them, in `{name, address}`. */
export function withoutAddresses<T>(person: PersonAddresses, value: T): T {
  const signs = new RegExp(person.pattern, 'gi')
  const clean = (one: unknown): unknown => {
    if (typeof one === 'string') return one.replace(signs, erasedAddress)
    if (Array.isArray(one)) return one.map(clean)
    if (typeof one !== 'object' || one === null) return one
    if ('address' in one && 'name' in one && person.addresses.includes(String(one.address).toLowerCase()))
      return { ...one, name: '', address: erasedAddress }
    return Object.fromEntries(Object.entries(one).map(([name, inner]) => [name, clean(inner)]))
  }
  return clean(value) as T
}

/** Somebody who can be written to. */
export interface Person {
  name: string
  address: string
}

/** One address as it was typed: with its name if it had one, and what is wrong with it. */
export interface TypedAddress {
  name: string
  address: string
  problem?: string
}

/**
 * Reads what people type and paste: `ada@example.org`, `Ada Lovelace <ada@example.org>`, `"Lovelace, Ada" <…>`, several
 * of them between commas, semicolons or lines (RFC 5322 §3.4 with the habits of mail programs).
 */
export function parseAddresses(text: string): TypedAddress[] {
  return splitAddresses(text)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseOne)
}

/** Whether what is typed holds a whole address already: somebody typed or pasted what ends one. */
export function endsAddress(text: string): boolean {
  const parts = splitAddresses(text)
  return parts.length > 1
}

/** What is wrong with an address; undefined: nothing that can be seen from here. */
export function typedAddressProblem(address: string): string | undefined {
  if (!address.includes('@')) return 'has no @: write it as name@domain'
  if (/\s/u.test(address)) return 'has a space in it'
  const [local = '', domain = '', ...more] = address.split('@')
  if (more.length > 0) return 'has more than one @'
  if (local === '' || domain === '') return 'is not whole: write it as name@domain'
  if (address.length > 320) return 'is too long'
  if (/^\.|\.$|\.\./.test(domain) || !domain.includes('.')) return `has no whole domain (“${domain}”)`
  return undefined
}

/** As it is shown: the name, or the address where there is none. */
export function addressLabel({
  name,
  address,
}: {
  name?: string | null | undefined
  address: string
}): string {
  return name ? name : address
}

export function isSameAddress(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase()
}

/** Commas and semicolons within quotes or angle brackets part nothing. */
function splitAddresses(text: string): string[] {
  const parts = ['']
  let isQuoted = false
  let isBracketed = false
  for (const sign of text) {
    if (sign === '"' && !isBracketed) isQuoted = !isQuoted
    if (sign === '<' && !isQuoted) isBracketed = true
    if (sign === '>') isBracketed = false
    const isEnd = !isQuoted && !isBracketed && /[,;\n\r\t]/.test(sign)
    if (isEnd) parts.push('')
    else parts[parts.length - 1] += sign
  }
  return parts
}

function parseOne(text: string): TypedAddress {
  const bracketed = /^(.*)<([^<>]*)>$/su.exec(text)
  const name = bracketed ? unquoted(bracketed[1] ?? '') : ''
  const address = (bracketed ? (bracketed[2] ?? '') : text.replace(/^mailto:/i, '')).trim()
  const problem = typedAddressProblem(address)
  return {
    name: isSameAddress(name, address) ? '' : name,
    address,
    ...(problem === undefined ? {} : { problem }),
  }
}

function unquoted(name: string): string {
  const trimmed = name.trim()
  const quoted = /^"(.*)"$/su.exec(trimmed)
  return quoted ? (quoted[1] ?? '').replace(/\\(.)/gsu, '$1') : trimmed
}

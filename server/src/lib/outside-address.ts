import { type LookupAddress, lookup as resolve } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { buildConnector } from 'undici'

/** What may be asked although it lies inside: host names, and networks (an address is a network of one). */
export interface InsideRule {
  names: Set<string>
  networks: [ipaddr.IPv4 | ipaddr.IPv6, number][]
}

/** An address, given by a user, that must not be asked; the message says why and what to do. */
export class AddressRefused extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'AddressRefused'
  }
}

/** Reads the setting ALLOWED_INSIDE: names, addresses and networks, separated by commas. Throws with the wrong one. */
export function readInsideRule(text: string): InsideRule {
  const rule: InsideRule = { names: new Set(), networks: [] }
  for (const entry of text.split(',').map((part) => part.trim())) {
    if (entry === '') continue
    if (ipaddr.isValidCIDR(entry)) rule.networks.push(ipaddr.parseCIDR(entry))
    else if (isIP(entry)) {
      const address = ipaddr.parse(entry)
      rule.networks.push([address, address.kind() === 'ipv4' ? 32 : 128])
    } else if (/^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/i.test(entry) && !/^[\d.]+$/.test(entry))
      rule.names.add(entry.toLowerCase())
    else throw new Error(`${entry} is no host name, address (10.1.2.3) or network (10.0.0.0/8)`)
  }
  return rule
}

/**
 * The address that a user gave, as a URL that may be asked as far as its text tells: https (http only to what is
 * allowed inside), no user name, a usual port, no name or address of the inside. The URL parser has turned every spelling of
 * an IPv4 address (decimal, octal, hexadecimal, shortened) into the usual one (WHATWG URL, "host parsing").
 */
export function outsideUrl(text: string, rule: InsideRule): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:\/\//i.test(text.trim()))
    throw new AddressRefused(
      'This is no web address. Give one that begins with https://, for example https://crm.example.com/hooks.',
    )
  if (url.username !== '' || url.password !== '')
    throw new AddressRefused('The address holds a user name or a password. Take it out; requests are signed.')
  const host = hostOf(url.hostname)
  if (isAllowedName(host, rule) || (isIP(host) && isAllowedAddress(host, rule))) return url
  if (isIP(host) ? isInsideAddress(host) : isInsideName(host)) throw insideRefusal(host)
  if (url.protocol !== 'https:')
    throw new AddressRefused(
      'The address must begin with https://, so that nobody on the way can read along.',
    )
  const port = Number(url.port || 443)
  if (port < 1024 && port !== 443)
    throw new AddressRefused(
      `Port ${port} belongs to another service than the web. Use 443, or one from 1024 on.`,
    )
  return url
}

/** Whether an IP address is not one of the public internet's; what is no address counts as inside. */
export function isInsideAddress(address: string): boolean {
  // A zone (fe80::1%eth0) only means something on one machine.
  if (!isIP(address) || address.includes('%')) return true
  const parsed = ipaddr.parse(address)
  // Everything that embeds or tunnels IPv4 has a range name of its own, or lies outside 2000::/3 (RFC 4291, section 2.4).
  if (parsed.range() !== 'unicast') return true
  if (parsed instanceof ipaddr.IPv6) return !parsed.match(globalUnicast)
  return parsed.toString() === hostAgentOfAzure
}

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')
/** In no list of reserved addresses, yet the virtual machine's own host (Microsoft Learn, "What is IP address 168.63.129.16?"). */
const hostAgentOfAzure = '168.63.129.16'

/**
 * Connects for undici to nothing inside: the address is looked at when it is really used, so that a name that answers
 * differently the second time (DNS rebinding) is refused as well.
 */
export function guardedConnector(
  rule: InsideRule,
  options: buildConnector.BuildOptions,
): buildConnector.connector {
  const connect = buildConnector({ ...options, lookup: guardedLookup(rule) } as buildConnector.BuildOptions)
  return (target, done) => {
    const host = hostOf(target.hostname)
    // Node does not look up what is an address already.
    const refused = isIP(host) !== 0 && isInsideAddress(host) && !isAllowedAddress(host, rule)
    if (refused) done(insideRefusal(host), null)
    else connect(target, done)
  }
}

/** `dns.lookup` that refuses a name of which any address lies inside. */
export function guardedLookup(rule: InsideRule, lookup: typeof resolve = resolve): LookupFunction {
  return (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return done(error, [])
      const name = hostOf(hostname)
      const inside = addresses.find(
        ({ address }) => isInsideAddress(address) && !isAllowedAddress(address, rule),
      )
      if (addresses.length === 0 || (inside && !isAllowedName(name, rule)))
        return done(insideRefusal(name), [])
      if (options.all) done(null, addresses)
      else done(null, addresses[0]!.address, addresses[0]!.family)
    })
  }
}

/** Lower case, without brackets and the dot at the end that DNS ignores. */
function hostOf(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.+$/, '')
}

/** Names that never are on the internet (RFC 6761, RFC 6762, RFC 8375, ICANN's .internal), and those without a dot. */
function isInsideName(host: string): boolean {
  return (
    !host.includes('.') ||
    /\.(localhost|local|internal|intranet|lan|home\.arpa|test|invalid|onion)$/.test(host)
  )
}

function isAllowedName(host: string, rule: InsideRule): boolean {
  return rule.names.has(host)
}

function isAllowedAddress(address: string, rule: InsideRule): boolean {
  const parsed = ipaddr.parse(address)
  return rule.networks.some(
    ([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits),
  )
}

function insideRefusal(host: string): AddressRefused {
  return new AddressRefused(
    `${host} lies inside the network in which Tandem runs, or is no address of the internet. Give one that can be reached from outside; ` +
      'whoever runs Tandem may allow it in the setting ALLOWED_INSIDE.',
  )
}

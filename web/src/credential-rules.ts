const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const domain = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/i
const address = /^[^\s@]+@[^\s@]+\.[^\s@]+$/u

/** What the pages, and our scripts, write before a value, and people copy with it. */
const labels =
  /^(application \(client\) id|client id|application id|app id|directory \(tenant\) id|tenant id|object id|secret \(value\)|secret id|value|secret)\s*[:=]\s*/i

/** A value as it was pasted, without the label, blanks, quotes and invisible characters that came along. */
export function pasted(text: string): string {
  return bare(bare(text).replace(labels, ''))
}

/** The label that was copied with a value, in small letters; `undefined`: none. */
export function labelOf(text: string): string | undefined {
  return labels.exec(bare(text))?.[1]?.toLowerCase()
}

/** Values with their labels in one text, as a script prints them or a page is copied: `{ 'tenant id': … }`. */
export function labelledIds(text: string): { application?: string; tenant?: string } {
  const find = (label: string) =>
    new RegExp(`${label}\\)? id\\s*[:=]?\\s*([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})`, 'i').exec(
      text,
    )?.[1]
  const [application, tenant] = [find('client'), find('tenant')]
  return application && tenant ? { application, tenant } : {}
}

/** Zero-width and direction marks, which web pages and chats put around what is copied, are taken out; blanks of all kinds trimmed. */
function bare(text: string): string {
  return text
    .replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .trim()
    .replace(/^["'“”‘’«»`]+|["'“”‘’«»`]+$/g, '')
    .trim()
}

/** What is wrong with a tenant id or domain; `undefined`: nothing, or nothing was typed yet. */
export function tenantProblem(text: string): string | undefined {
  const value = pasted(text)
  const label = labelOf(text)
  if (label?.includes('client') || label?.includes('object'))
    return 'This line is another ID. The one called “Directory (tenant) ID” is needed.'
  if (value === '' || guid.test(value) || domain.test(value)) return undefined
  if (address.test(value))
    return 'This is an e-mail address. Type the part behind the @, or the Directory (tenant) ID.'
  return `This is neither an ID (${shape(value)}) nor a domain such as contoso.com. Copy “Directory (tenant) ID”.`
}

/** What is wrong with an application id. */
export function clientProblem(text: string, tenant: string): string | undefined {
  const value = pasted(text)
  if (value === '') return undefined
  if (labelOf(text) === 'object id')
    return 'This is the Object ID. The line above it, “Application (client) ID”, is needed.'
  if (!guid.test(value))
    return `This is not an ID (${shape(value)}). Copy “Application (client) ID” from the Overview page.`
  if (value.toLowerCase() === pasted(tenant).toLowerCase()) {
    return 'This is the tenant’s ID once more. The other one on the Overview page, “Application (client) ID”, is needed.'
  }
  return undefined
}

/** What is wrong with a client secret: its Value never has the shape of an ID, the Secret ID always has. */
export function secretProblem(text: string): string | undefined {
  const value = pasted(text)
  if (value === '') return undefined
  if (guid.test(value)) {
    return 'This is the Secret ID; we need the Value. It stands in the column beside and is shown only right after the secret was made: if it is gone, make a new secret.'
  }
  if (/\s/.test(value)) return 'A secret has no blanks in it. Copy it with the button beside it.'
  if (value.includes('…') || value.includes('***'))
    return 'This is the shortened form. Make a new secret and copy its Value at once.'
  if (value.length < 16)
    return 'This is too short for a client secret’s Value. Copy it with the button beside it.'
  return undefined
}

/** What is wrong with a mailbox's address. */
export function addressProblem(text: string): string | undefined {
  const value = pasted(text)
  return value === '' || address.test(value)
    ? undefined
    : 'This is not an e-mail address: write it as name@domain.'
}

/** What is wrong with a secret's last day (yyyy-mm-dd), seen on `today`; a near end is a reason to think, not an error. */
export function expiryProblem(day: string, today: Date): string | undefined {
  if (day === '') return undefined
  const left = Math.floor((Date.parse(`${day}T23:59:59Z`) - today.getTime()) / 86_400_000)
  if (Number.isNaN(left)) return 'This is not a date.'
  if (left < 0) return 'This day is over: the secret has expired. Make a new one.'
  if (left < 30)
    return `Only ${left} days are left. A secret that lives longer saves you from doing this again soon.`
  return undefined
}

function shape(value: string): string {
  const bare = value.replaceAll('-', '').length
  return /^[0-9a-f-]+$/i.test(value)
    ? `it has ${bare} letters and digits where an ID has 32 in five groups`
    : 'an ID is 32 letters a–f and digits in five groups'
}

/** True for the shape of an ID: 32 letters and digits in five groups. */
export function isId(text: string): boolean {
  return guid.test(text)
}

/** The domain that was typed, or stands behind the @; `undefined`: none. */
export function domainIn(text: string): string | undefined {
  const value = pasted(text).split('@').at(-1)?.toLowerCase() ?? ''
  return domain.test(value) ? value : undefined
}

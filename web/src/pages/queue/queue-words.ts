import type { Conversation, InboundMessage, Queue } from '../../shapes.ts'

/** What a message is, where it is not simply a mail. */
export const kindWords: Record<InboundMessage['kind'], string | undefined> = {
  mail: undefined,
  reply: 'Automatic reply',
  bounce: 'Not delivered',
  unreadable: 'Could not be read',
}

const kindTexts: Record<InboundMessage['kind'], string | undefined> = {
  mail: undefined,
  reply: 'A machine answered this by itself, such as an out-of-office reply. Nobody waits for an answer.',
  bounce: 'A mail server says that something was not delivered. What it says is below.',
  // Its problems say so.
  unreadable: undefined,
}

const protectionTexts: Record<NonNullable<InboundMessage['protection']>, string> = {
  'smime-signed': 'Signed by its sender (S/MIME). Tandem shows the text and does not check the signature.',
  'smime-encrypted':
    'Encrypted (S/MIME): only the recipient’s own mail program can read it. Download it as it came and open it there.',
  'pgp-signed': 'Signed by its sender (PGP). Tandem shows the text and does not check the signature.',
  'pgp-encrypted':
    'Encrypted (PGP): only the recipient’s own program can read it. Download it as it came and open it there.',
}

/** What whoever reads a message must know of it first. */
export function remarksOf({ kind, protection }: InboundMessage): string[] {
  return [kindTexts[kind], protection === null ? undefined : protectionTexts[protection]].filter(
    (text) => text !== undefined,
  )
}

/** A queue in the chooser. */
export function queueLabel({ name, open }: Pick<Queue, 'name' | 'open'>): string {
  return open === 0 ? name : `${name} (${open})`
}

export function subjectOf({ subject }: { subject: string }): string {
  return subject.trim() || '(No subject)'
}

/** Who wrote, as briefly as possible. */
export function senderOf({ name, address }: Conversation['from']): string {
  return name || address || 'Somebody without an address'
}

/** Who wrote a note. */
export function authorText(author: string): string {
  return author.startsWith('key:') ? 'a program with an API key' : author.replace(/^\w+:/, '')
}

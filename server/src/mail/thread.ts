/** What is known of a message that is answered or forwarded. */
export interface Thread {
  /** `null`: it has none, and so no thread that could be continued. */
  messageId: string | null
  references: string[]
  subject: string
}

/** Ids kept in References: the first, which names the thread, and the last ones. */
const mostReferences = 50

/**
 * Subject and thread of a message that continues another: `References` is that of the parent and the parent's Message-ID (RFC 5322,
 * section 3.6.4); Outlook does the same when it forwards. A subject that its author gave stands as it is.
 */
export function continued(
  subject: string,
  kind: 'reply' | 'forward',
  answered: Thread | undefined,
  elsewhere: { messageId: string; references: string[] } | undefined,
): { subject: string; inReplyTo: string | null; references: string[] } {
  const parent = answered ?? elsewhere
  if (!parent) return { subject, inReplyTo: null, references: [] }
  const chain = [...new Set([...parent.references, parent.messageId])].filter((one) => one !== null)
  const references = chain.length > mostReferences ? [chain[0]!, ...chain.slice(1 - mostReferences)] : chain
  const titled =
    subject === '' && answered
      ? `${kind === 'reply' ? 'Re: ' : 'Fw: '}${withoutPrefix(answered.subject)}`
      : subject
  return { subject: titled, inReplyTo: parent.messageId, references }
}

/** "Re: Fw: Hello" is about "Hello": a prefix is up to three letters, a colon and a blank ([MS-OXCMAIL] 2.2.3.2.6.1). */
export function withoutPrefix(subject: string): string {
  const rest = subject.trim().replace(/^\p{L}{1,3}: +/u, '')
  return rest === subject.trim() ? rest : withoutPrefix(rest)
}

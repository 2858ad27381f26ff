import type { Person } from '../../address-text.ts'
import type { OutgoingMessage } from '../../shapes.ts'

/** A file that is with the server already; `contentId`: it stands within the text. */
export interface AttachedFile {
  id: string
  name: string
  contentType: string
  size: number
  contentId?: string
  /** It is still part of a message that came; the server copies it. */
  inbound?: { inbound: string; place: number }
}

/** A message that is being written. */
export interface Draft {
  to: Person[]
  cc: Person[]
  bcc: Person[]
  subject: string
  html: string
  importance: OutgoingMessage['importance']
  /** The id of a signature; null: none; undefined: the person's default one. */
  signature?: string | null | undefined
  /** Values for the fields of the signature. */
  fields: Record<string, string>
  /** Local time of day, as an input of the browser has it; empty: at once. */
  sendAt: string
  files: AttachedFile[]
  inReplyTo?: string | undefined
  forwardOf?: string | undefined
  /** What is forwarded stands below the text. */
  quote?: boolean | undefined
}

/** A draft without anything in it. */
export const emptyDraft: Draft = {
  to: [],
  cc: [],
  bcc: [],
  subject: '',
  html: '',
  importance: 'normal',
  fields: {},
  sendAt: '',
  files: [],
}

const prefix = 'tandem.draft'
type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** Keeps what is written in this browser, so that a reload loses nothing; one draft for each thing that is answered. */
export function draftStore(mailboxId: string, about: string, store: Store = localStorage) {
  const name = `${prefix}.${mailboxId}.${about}`
  return {
    load(): Draft | undefined {
      const text = store.getItem(name)
      if (text === null) return undefined
      return readDraft(text)
    },
    save(draft: Draft): void {
      if (isEmpty(draft)) {
        store.removeItem(name)
        return
      }
      try {
        store.setItem(name, JSON.stringify(draft))
      } catch (error) {
        if (!(error instanceof DOMException)) throw error
        // A browser keeps about 5 MB: pictures within the text are what does not fit.
        saveWithoutPictures(store, name, draft)
      }
    },
    clear(): void {
      store.removeItem(name)
    },
  }
}

/** Removes every draft from this browser: somebody else may sit down at it. */
export function forgetDrafts(store: Storage = localStorage): void {
  const names = Array.from({ length: store.length }, (_, index) => store.key(index) ?? '')
  for (const name of names) if (name.startsWith(`${prefix}.`)) store.removeItem(name)
}

export function isEmpty({ to, cc, bcc, subject, html, files }: Draft): boolean {
  return [to, cc, bcc, files].every((list) => list.length === 0) && subject === '' && html === ''
}

function readDraft(text: string): Draft | undefined {
  try {
    const data: unknown = JSON.parse(text)
    return typeof data === 'object' && data !== null ? { ...emptyDraft, ...data } : undefined
  } catch (error) {
    // Not ours, or cut off: there is nothing to go on with.
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function saveWithoutPictures(store: Store, name: string, draft: Draft): void {
  const html = draft.html.replace(/<img\b[^>]*\bsrc="data:[^"]*"[^>]*>/gi, '[picture]')
  const files = draft.files.filter(({ contentId }) => contentId === undefined)
  try {
    store.setItem(name, JSON.stringify({ ...draft, html, files }))
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
    // Then it lives only as long as the page; an older state of it would be worse than none.
    store.removeItem(name)
  }
}

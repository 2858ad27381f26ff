import type { App } from './deps.ts'

/** Bytes that the body of an ordinary request may have. */
export const ordinaryBody = 256 * 1024
/** Many records, a mail, a template or a description: with what they carry inline. */
const large = 8 * 1024 * 1024
/** Sign-in and what nobody need be signed in for. */
const small = 16 * 1024

const classes: [beginning: string, most: number][] = [
  ['/api/auth/', small],
  ['/api/v1/join', small],
  ['/api/v1/mailboxes/:mailbox/', large],
  ['/api/v1/templates', large],
]

/** Gives every route the limit of its class, unless it states its own; beyond it the answer is 413. */
export function limitBodies(app: App): void {
  app.addHook('onRoute', (route) => {
    const most = classes.find(([beginning]) => route.url.startsWith(beginning))?.[1]
    if (most !== undefined) route.bodyLimit ??= most
  })
}

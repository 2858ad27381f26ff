// Tests of texts run without a page.
const meta =
  typeof document === 'undefined' ? null : document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')

/** What style elements must carry under the page's policy (server, security-headers.ts); none in development. */
export const nonce: string | undefined = meta?.content || undefined

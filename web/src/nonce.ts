const meta = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')

/** What style elements must carry under the page's policy (server, security-headers.ts); none in development. */
export const nonce: string | undefined = meta?.content || undefined

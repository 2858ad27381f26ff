import { readFile, stat } from 'node:fs/promises'
import { extname, join, resolve, sep } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from './deps.ts'
import { pagePolicy } from './security-headers.ts'

/**
 * Serves the built page: its files, and index.html, under a policy of its own, for every address of its own routes.
 * `refuse` answers what is neither.
 */
export async function webPage(
  app: App,
  folder: string,
  publicUrl: string,
  refuse: (request: FastifyRequest, reply: FastifyReply) => FastifyReply,
): Promise<void> {
  const root = resolve(folder)
  await app.register(fastifyStatic, { root, serve: false, cacheControl: false })
  app.get('/*', { config: { access: 'public' }, schema: { hide: true } }, async (request, reply) => {
    const path = (request.params as { '*': string })['*']
    if (/^(api|hooks)(\/|$)/.test(path)) return refuse(request, reply)
    if (await isFileBelow(root, path)) {
      // Vite names its assets by their content: they never change.
      const lasting = path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
      return reply.header('cache-control', lasting).sendFile(path)
    }
    if (extname(path) !== '') return refuse(request, reply)
    // Written anew each time: a copy kept by the browser would carry the nonce of another answer.
    const { nonce, policy } = pagePolicy(publicUrl)
    const page = await readFile(join(root, 'index.html'), 'utf8')
    return reply
      .headers({ 'cache-control': 'no-store', 'content-security-policy': policy })
      .type('text/html; charset=utf-8')
      .send(page.replace('<head>', `<head><meta name="csp-nonce" content="${nonce}" />`))
  })
}

async function isFileBelow(root: string, path: string): Promise<boolean> {
  const file = join(root, path)
  if (!file.startsWith(root + sep) || path.includes('\0')) return false
  return await stat(file).then(
    (found) => found.isFile(),
    () => false,
  )
}

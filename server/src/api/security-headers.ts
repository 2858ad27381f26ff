import { randomBytes } from 'node:crypto'
import type { FastifyHelmetOptions } from '@fastify/helmet'
import type { Config } from '../config.ts'
import type { App } from './deps.ts'

/** What the page never uses, so that nothing that gets into it can. Copying to the clipboard is our own buttons'. */
const features = [
  ...[
    'accelerometer',
    'browsing-topics',
    'camera',
    'display-capture',
    'geolocation',
    'gyroscope',
    'magnetometer',
  ],
  ...['microphone', 'midi', 'payment', 'publickey-credentials-get', 'screen-wake-lock', 'serial', 'usb'],
]
const permissions = [...features.map((name) => `${name}=()`), 'clipboard-write=(self)'].join(', ')

/** Answers of the API hold nothing to run, show or frame; the page's own policy is pagePolicy. */
export function securityHeaders({ publicUrl }: Config): FastifyHelmetOptions {
  const secure = isSecure(publicUrl)
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: secure && { maxAge: 365 * 24 * 3600, includeSubDomains: false },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  }
}

/** Says with every answer which features of the browser are off. */
export function denyFeatures(app: App): void {
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('permissions-policy', permissions)
  })
}

/**
 * The page's policy for one answer, with the nonce that it names: scripts only from us; style elements only from us and
 * those that carry the nonce (Griffel, the component library's, writes them); style attributes as they are (mail and
 * descriptions in their frames have them, and a value in an attribute loads nothing under the other rules).
 */
export function pagePolicy(publicUrl: string): { nonce: string; policy: string } {
  const nonce = randomBytes(16).toString('base64')
  const directives = [
    "default-src 'self'",
    "script-src 'self'",
    "script-src-attr 'none'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(isSecure(publicUrl) ? ['upgrade-insecure-requests'] : []),
  ]
  return { nonce, policy: directives.join('; ') }
}

function isSecure(publicUrl: string): boolean {
  return publicUrl.startsWith('https://')
}

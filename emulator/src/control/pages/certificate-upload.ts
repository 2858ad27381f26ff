import { X509Certificate } from 'node:crypto'
import { PageRefused } from './page-call.ts'

/** A certificate pasted as PEM or as base64 of DER, with its validity in epoch milliseconds. */
export function readCertificate(text: string): { base64: string; start: number; end: number } {
  const pem = text.includes('-----BEGIN')
    ? text
    : `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----`
  try {
    const certificate = new X509Certificate(pem)
    return {
      base64: certificate.raw.toString('base64'),
      start: Date.parse(certificate.validFrom),
      end: Date.parse(certificate.validTo),
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new PageRefused(400, `This is no certificate in PEM or base64 form (${reason}).`)
  }
}

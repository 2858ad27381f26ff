import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { AwsV4Signer } from 'aws4fetch'
import { type Dispatcher, request } from 'undici'
import { TandemError } from '../../errors.ts'
import { isRawName, type RawStore, rawName } from './raw-store.ts'

/** Where an S3-compatible store is, and who asks. */
export interface S3Place {
  endpoint: string
  bucket: string
  /** Before every name; '' or ending with `/`. */
  prefix: string
  region: string
  keyId: string
  /** The file with the secret key; read at the first use. */
  secretFile: string
  dispatcher: () => Promise<Dispatcher>
}

interface Answer {
  status: number
  body: Buffer
}

/** Tries of a request that failed on the way or that the store is too busy for; each may be repeated as often as one likes. */
const tries = 4
const firstPauseMs = 100
const emptyHash = rawName(new Uint8Array())

/**
 * Keeps the bytes in a bucket (Amazon S3, API version 2006-03-01, and what speaks as it does), an object for each message. Addresses have the
 * bucket in their path, which every store understands. Requests are signed (Signature Version 4) together with the SHA-256 of their bytes, so that the store refuses what was changed on the way.
 */
export function s3RawStore(place: S3Place): RawStore {
  let connected: Promise<{ secret: string; dispatcher: Dispatcher }> | undefined
  const connect = () => {
    connected ??= open(place)
    // What could not be read now may be there the next time.
    connected.catch(() => {
      connected = undefined
    })
    return connected
  }
  const ask = async (method: 'PUT' | 'GET' | 'DELETE', name: string, body?: Uint8Array): Promise<Answer> => {
    const { secret, dispatcher } = await connect()
    const url = `${place.endpoint.replace(/\/$/, '')}/${place.bucket}/${place.prefix}${name}`
    return await repeated(async () => {
      const signed = await new AwsV4Signer({
        method,
        url,
        headers: { 'x-amz-content-sha256': body ? name : emptyHash },
        accessKeyId: place.keyId,
        secretAccessKey: secret,
        service: 's3',
        region: place.region,
      }).sign()
      const headers = Object.fromEntries(signed.headers)
      const answer = await request(signed.url, { method, headers, dispatcher, body: body ?? null })
      return { status: answer.statusCode, body: Buffer.from(await answer.body.arrayBuffer()) }
    })
  }
  return {
    put: async (bytes) => {
      const name = rawName(bytes)
      const answer = await ask('PUT', name, bytes)
      if (answer.status !== 200) throw refused('PUT', answer)
      return name
    },
    get: async (name) => {
      if (!isRawName(name)) return undefined
      const answer = await ask('GET', name)
      if (answer.status === 200) return answer.body
      if (isMissing(answer)) return undefined
      throw refused('GET', answer)
    },
    delete: async (name) => {
      if (!isRawName(name)) return
      const answer = await ask('DELETE', name)
      if (answer.status !== 204 && answer.status !== 200 && !isMissing(answer))
        throw refused('DELETE', answer)
    },
  }
}

async function open({ secretFile, dispatcher }: S3Place) {
  const secret = await readFile(secretFile, 'utf8').catch(() => {
    throw new TandemError(
      'unavailable',
      `Mail cannot be read or stored: the file of MAIL_STORE_SECRET_FILE cannot be read. Whoever runs Tandem puts it there.`,
    )
  })
  return { secret: secret.trim(), dispatcher: await dispatcher() }
}

/** A missing object; a missing bucket is a mistake. */
function isMissing({ status, body }: Answer): boolean {
  return status === 404 && codeOf(body) !== 'NoSuchBucket'
}

async function repeated(ask: () => Promise<Answer>): Promise<Answer> {
  for (let nth = 1; ; nth += 1) {
    const answer = await ask().catch((failure: unknown) => {
      if (nth < tries) return undefined
      const why = (failure as { code?: string }).code ?? 'no answer'
      throw new TandemError(
        'unavailable',
        `Mail cannot be read or stored: its store could not be reached (${why}). Whoever runs Tandem looks at MAIL_STORE_ENDPOINT; it is tried again.`,
      )
    })
    const isBusy = answer === undefined || answer.status >= 500 || answer.status === 429
    if (answer && (!isBusy || nth === tries)) return answer
    await sleep(firstPauseMs * 2 ** nth)
  }
}

const advice: Record<string, string> = {
  NoSuchBucket: 'Make the bucket that MAIL_STORE names.',
  InvalidAccessKeyId: 'Look at MAIL_STORE_KEY_ID.',
  SignatureDoesNotMatch: 'Look at MAIL_STORE_SECRET_FILE and MAIL_STORE_REGION.',
  AccessDenied: 'Allow the key s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket in the bucket.',
  RequestTimeTooSkewed: 'Set the clock of this machine.',
}

function refused(method: string, { status, body }: Answer): TandemError {
  const code = codeOf(body)
  return new TandemError(
    'unavailable',
    `Mail cannot be read or stored: its store answered ${status}${code && ` (${code})`} to ${method}. ${advice[code] ?? 'Whoever runs Tandem looks at the settings that begin with MAIL_STORE.'}`,
  )
}

/** The `Code` of an error (S3 API, "Error responses"). */
function codeOf(body: Buffer): string {
  return /<Code>([A-Za-z0-9]{1,60})<\/Code>/.exec(body.subarray(0, 2000).toString('latin1'))?.[1] ?? ''
}

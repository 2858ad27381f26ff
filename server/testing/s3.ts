import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import aws4 from 'aws4'
import { afterAll } from 'vitest'

/**
 * A store as Amazon S3 describes it, with one bucket: it checks every signature with another implementation than ours, the time, and the
 * SHA-256 of the bytes.
 */
export async function createTestS3() {
  const credentials = { accessKeyId: 'TESTKEY', secretAccessKey: 'test/secret+of=the,store' }
  const region = 'eu-test-1'
  const bucket = 'mail-bucket'
  const objects = new Map<string, Buffer>()
  const asked: string[] = []
  let failures: number[] = []
  const server = createServer((request, response) => {
    void readAll(request).then((body) => {
      const { method = '', url = '' } = request
      asked.push(`${method} ${url}`)
      const answer = (status: number, code?: string, bytes?: Buffer) => {
        const text = code && `<?xml version="1.0"?><Error><Code>${code}</Code><Message>…</Message></Error>`
        response.writeHead(status).end(bytes ?? text)
      }
      const failure = failures.shift()
      if (failure === 0) return void request.socket.destroy()
      if (failure !== undefined) return answer(failure, 'SlowDown')
      const wrong = faultOf(request, body, credentials, region)
      if (wrong !== undefined) return answer(403, wrong)
      const [, named = '', key = ''] = /^\/([^/]+)\/(.+)$/.exec(url) ?? []
      if (named !== bucket) return answer(404, 'NoSuchBucket')
      if (method === 'PUT') {
        objects.set(key, body)
        return answer(200)
      }
      if (method === 'DELETE') {
        objects.delete(key)
        return answer(204)
      }
      const bytes = objects.get(key)
      return bytes ? answer(200, undefined, bytes) : answer(404, 'NoSuchKey')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  afterAll(close)
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials,
    region,
    bucket,
    objects,
    asked,
    close,
    /** The next requests are answered with these, 0: not at all. */
    fail: (...statuses: number[]) => {
      failures = statuses
    },
  }
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function faultOf(
  { method, url, headers }: IncomingMessage,
  body: Buffer,
  credentials: { accessKeyId: string; secretAccessKey: string },
  region: string,
): string | undefined {
  const given = headers.authorization ?? ''
  const [, keyId, names = ''] = /Credential=([^/]+)\/.*SignedHeaders=([^,]+)/.exec(given) ?? []
  if (keyId !== credentials.accessKeyId) return 'InvalidAccessKeyId'
  const hash = createHash('sha256').update(body).digest('hex')
  if (headers['x-amz-content-sha256'] !== hash) return 'XAmzContentSHA256Mismatch'
  const stamp = String(headers['x-amz-date']).replace(
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
    '$1-$2-$3T$4:$5:$6Z',
  )
  if (!(Math.abs(Date.parse(stamp) - Date.now()) < 15 * 60_000)) return 'RequestTimeTooSkewed'
  const signed = Object.fromEntries(names.split(';').map((name) => [name, String(headers[name])]))
  const wanted = aws4.sign(
    {
      service: 's3',
      region,
      method: method ?? '',
      path: url ?? '',
      host: headers.host ?? '',
      headers: signed,
    },
    credentials,
  )
  return wanted.headers?.Authorization === given ? undefined : 'SignatureDoesNotMatch'
}

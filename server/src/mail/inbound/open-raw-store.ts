import type { Config } from '../../config.ts'
import { createDispatcher } from '../../lib/outside.ts'
import { type RawStore, rawStoreIn } from './raw-store.ts'
import { s3RawStore } from './s3-raw-store.ts'

type Wanted = Pick<
  Config,
  | 'mailFolder'
  | 'MAIL_STORE'
  | 'MAIL_STORE_ENDPOINT'
  | 'MAIL_STORE_REGION'
  | 'MAIL_STORE_KEY_ID'
  | 'MAIL_STORE_SECRET_FILE'
  | 'OUTSIDE_CA_FILE'
  | 'OUTSIDE_TIMEOUT_MS'
>

/** The store of raw mail that the settings name: a bucket, or a folder. */
export function openRawStore(config: Wanted): RawStore {
  const { MAIL_STORE: store, MAIL_STORE_KEY_ID: keyId, MAIL_STORE_SECRET_FILE: secretFile } = config
  if (store === undefined || keyId === undefined || secretFile === undefined)
    return rawStoreIn(config.mailFolder)
  const [, bucket = '', path = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(store) ?? []
  const region = config.MAIL_STORE_REGION
  return s3RawStore({
    bucket,
    prefix: path === '' || path.endsWith('/') ? path : `${path}/`,
    endpoint: config.MAIL_STORE_ENDPOINT ?? `https://s3.${region}.amazonaws.com`,
    region,
    keyId,
    secretFile,
    dispatcher: () =>
      createDispatcher({
        ...(config.OUTSIDE_CA_FILE !== undefined && { caFile: config.OUTSIDE_CA_FILE }),
        timeout: config.OUTSIDE_TIMEOUT_MS,
      }),
  })
}

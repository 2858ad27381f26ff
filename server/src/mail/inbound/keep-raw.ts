import type { Database } from '../../store/database.ts'
import { noteRaw } from '../../store/raw-names.ts'
import { type RawStore, rawName } from './raw-store.ts'

/** Keeps the bytes of a message that is about to be stored; returns their name. Whatever is killed when, they are found and deleted if it is not. */
export async function keepRaw(
  { db, store }: { db: Database; store: RawStore },
  bytes: Uint8Array,
): Promise<string> {
  await noteRaw(db, rawName(bytes))
  return await store.put(bytes)
}

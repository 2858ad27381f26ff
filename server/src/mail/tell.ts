import { addJob } from '../queue/add.ts'
import type { Db } from '../store/database.ts'
import { addNotice, type NewNotice } from '../store/notices.ts'

/** Tells the contacts of an organisation something, once: kept, shown, and mailed at the commit of `tx`. */
export async function tellContacts(tx: Db, notice: NewNotice): Promise<void> {
  if (await addNotice(tx, notice)) await addJob(tx, 'notices', {}, { jobKey: 'notices' })
}

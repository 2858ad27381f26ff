import { verification } from '../verification.ts'
import { page } from './paging.ts'

/** Reports of a connection, newest first; every one is kept. */
export const verificationList = page(verification)

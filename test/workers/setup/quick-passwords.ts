/**
 * In Workers tests this is workers/auth/passwords/password-cost.ts (vitest.config.ts): a hash takes a thirtieth of the time. These tests
 * make hundreds of accounts and sign in to each; the cost itself is tested in workers/auth/passwords/passwords.test.ts.
 */
import type { PasswordCost } from "../../../workers/auth/passwords/password-cost.ts";

const QUICK_COST: PasswordCost = { logN: 10, r: 8, p: 1 };

export { QUICK_COST as PASSWORD_COST };

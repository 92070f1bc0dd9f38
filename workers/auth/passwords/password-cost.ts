export type PasswordCost = { logN: number; r: number; p: number };

/** About 0.1 s and 32 MiB: four hashes at once still leave half of an isolate's 128 MiB. */
export const PASSWORD_COST: PasswordCost = { logN: 15, r: 8, p: 1 };

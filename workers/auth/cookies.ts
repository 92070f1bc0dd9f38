import type { EdgeContext } from "../http/context.ts";

const isSecure = (c: EdgeContext) => c.env.PUBLIC_ORIGIN.startsWith("https:");

/** With the prefix `__Host-` no neighbour's page (another subdomain) can set or overwrite the cookie. It needs https. */
export function cookieName(c: EdgeContext, name: string): string {
  return isSecure(c) ? `__Host-${name}` : name;
}

export function cookieAttributes(c: EdgeContext) {
  return { path: "/", httpOnly: true, sameSite: "Lax", secure: isSecure(c) } as const;
}

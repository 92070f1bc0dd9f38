/** For tests that try every route that the app has: the list is the app's own, so that a new route is tried, too. */
import { app } from "../../workers/app.ts";

export type Route = { method: string; path: string };

/** Each route once, without what is used on all of them. */
export function allRoutes(): Route[] {
  const routes = app.routes.filter(({ method }) => method !== "ALL");
  return [...new Map(routes.map(({ method, path }) => [`${method} ${path}`, { method, path }])).values()];
}

/** The address of a route with these values as its parameters. */
export function addressOf(path: string, ids: Readonly<Record<string, string>>): string {
  return path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = ids[name];
    if (value === undefined) throw new Error(`${path}: give the parameter ${name} a value in this test`);
    return encodeURIComponent(value);
  });
}

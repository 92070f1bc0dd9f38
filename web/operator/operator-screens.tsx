import { Route, Router, useLocation } from "preact-iso/router";
import type { Me } from "../../domain/people/people.ts";
import { UnsavedGuard } from "../ui/forms/unsaved.tsx";
import { BrandMark } from "../ui/icons.tsx";
import { StaleBar } from "../ui/load/stale-bar.tsx";
import { NotFoundScreen } from "../ui/not-found-screen.tsx";
import { PersonMenu } from "../ui/person-menu.tsx";
import { CarrierAccountsScreen } from "./organization/carrier-accounts-screen.tsx";
import { OrganizationsScreen } from "./organization/organizations-screen.tsx";
import { AreaCodeScreen } from "./numbers/area-code-screen.tsx";
import { HealthScreen } from "./numbers/health-screen.tsx";
import { Pool } from "./numbers/pool.ts";
import { NumbersScreen } from "./numbers/numbers-screen.tsx";
import "../admin/rooms.css";
import "../admin/lists.css";
import "../admin/forms.css";
import "../admin/navigation/admin-bar.css";
import "./operator.css";

const ROOMS = [
  {
    href: "/operator",
    label: "Numbers",
    isHere: (path: string) =>
      path === "/operator" || path.startsWith("/operator/area") || path.startsWith("/operator/pool"),
  },
  { href: "/operator/health", label: "Health", isHere: (path: string) => path === "/operator/health" },
  {
    href: "/operator/organizations",
    label: "Organizations",
    isHere: (path: string) => path === "/operator/organizations",
  },
  { href: "/operator/carrier", label: "Carrier accounts", isHere: (path: string) => path === "/operator/carrier" },
] as const;

function OwnPoolScreen({ pool }: { pool: string }) {
  return (
    <Pool.Provider key={pool} value={pool}>
      <NumbersScreen />
    </Pool.Provider>
  );
}

function OwnAreaCodeScreen({ pool, areaCode }: { pool: string; areaCode: string }) {
  return (
    <Pool.Provider key={pool} value={pool}>
      <AreaCodeScreen areaCode={areaCode} />
    </Pool.Provider>
  );
}

/** The installation as its superadmin sees it: one chunk, loaded when the first of its screens is shown. */
export function OperatorScreens({ me }: { me: Me }) {
  const { path } = useLocation();
  return (
    <>
      <UnsavedGuard />
      <header class="bar operator-bar">
        <a class="brand" href="/operator" aria-label="Whistlestop installation">
          <BrandMark /> <span class="brand-words">Whistlestop</span>
        </a>
        <nav class="rooms operator-rooms" aria-label="Installation">
          {ROOMS.map(({ href, label, isHere }) => (
            <a key={href} href={href} aria-current={isHere(path) ? "page" : undefined}>
              {label}
            </a>
          ))}
        </nav>
        <PersonMenu me={me} elsewhere="both" />
        <StaleBar />
      </header>
      <Router>
        <Route path="/operator" component={NumbersScreen} />
        <Route path="/operator/area/:areaCode" component={AreaCodeScreen} />
        <Route path="/operator/pool/:pool" component={OwnPoolScreen} />
        <Route path="/operator/pool/:pool/area/:areaCode" component={OwnAreaCodeScreen} />
        <Route path="/operator/health" component={HealthScreen} />
        <Route path="/operator/organizations" component={OrganizationsScreen} />
        <Route path="/operator/carrier" component={CarrierAccountsScreen} />
        <Route default component={NotFoundScreen} />
      </Router>
    </>
  );
}

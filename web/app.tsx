import "./ui/forms/unsaved-forms.ts";
import { LocationProvider, Route, Router, useLocation } from "preact-iso/router";
import { JoinScreen } from "./account/join-screen.tsx";
import { NewPasswordScreen } from "./account/new-password-screen.tsx";
import { SignInScreen } from "./account/sign-in-screen.tsx";
import { loadSession, session } from "./session.ts";
import { ConversationsScreen } from "./texter/replies/conversations-screen.tsx";
import { FirstTextsScreen } from "./texter/first-texts/first-texts-screen.tsx";
import { HomeScreen } from "./texter/home/home-screen.tsx";
import { BrandMark } from "./ui/icons.tsx";
import { SimulationBanner } from "./ui/simulation-banner.tsx";
import { UpdateBar } from "./ui/overlays/update-bar.tsx";
import { NotFoundScreen } from "./ui/not-found-screen.tsx";
import { later } from "./ui/load/later.tsx";
import { Blank, Skeleton } from "./ui/screen.tsx";
import { may } from "../domain/roles.ts";

const AdminScreens = later(async () => (await import("./admin/admin-screens.tsx")).AdminScreens);

const DirectScreen = later(async () => (await import("./texter/direct/direct-screen.tsx")).DirectScreen);

const OperatorScreens = later(async () => (await import("./operator/operator-screens.tsx")).OperatorScreens);

export function App() {
  return (
    <LocationProvider>
      <UpdateBar />
      <SimulationBanner />
      <Screens />
    </LocationProvider>
  );
}

/**
 * Everything but links for newcomers and for a new password needs a session; the address stays, so that signing in leads to the page that was asked
 * for.
 */
function Screens() {
  const { path } = useLocation();
  const now = session.value;
  if (path.startsWith("/join/")) return <JoinScreen token={path.slice("/join/".length)} />;
  if (path === "/new-password") return <NewPasswordScreen />;
  if (now.state === "loading") return <Splash />;
  if (now.state === "unreachable")
    return (
      <main class="page narrow">
        <Blank page title="Whistlestop cannot be reached">
          <p>{now.message}</p>
          <button type="button" class="button primary" onClick={() => void loadSession()}>
            Try again
          </button>
        </Blank>
      </main>
    );
  if (now.state === "out") return <SignInScreen notice={now.notice} />;
  if (path === "/admin" || path.startsWith("/admin/"))
    return may(now.me.role, "decide_requests") ? <AdminScreens me={now.me} /> : <NotFoundScreen />;
  if (path === "/operator" || path.startsWith("/operator/"))
    return now.me.superadmin ? <OperatorScreens me={now.me} /> : <NotFoundScreen />;
  return (
    <Router>
      <Route path="/" component={HomeScreen} />
      <Route path="/text/:campaignId/first" component={FirstTextsScreen} />
      <Route path="/text/:campaignId/replies/:contactId?" component={ConversationsScreen} />
      <Route path="/direct/:number?/:peer?" component={DirectScreen} />
      <Route default component={NotFoundScreen} />
    </Router>
  );
}

function Splash() {
  return (
    <>
      <header class="bar">
        <span class="brand">
          <BrandMark /> Whistlestop
        </span>
      </header>
      <main class="page" aria-busy="true">
        <output class="unseen">Loading</output>
        <Skeleton heights={["line", "card", "card"]} />
      </main>
    </>
  );
}

import { Route, Router, useLocation } from "preact-iso/router";
import { useEffect, useRef } from "preact/hooks";
import type { Me } from "../../domain/people/people.ts";
import { may } from "../../domain/roles.ts";
import { BrandMark } from "../ui/icons.tsx";
import { NotFoundScreen } from "../ui/not-found-screen.tsx";
import { PersonMenu } from "../ui/person-menu.tsx";
import { AssignmentsScreen } from "./assignments/assignments-screen.tsx";
import { CampaignListScreen } from "./campaigns/campaign-list-screen.tsx";
import { CampaignScreen } from "./campaigns/campaign-screen.tsx";
import { MessagesScreen } from "./messages/messages-screen.tsx";
import { NewCampaignScreen } from "./campaigns/new-campaign-screen.tsx";
import { CarrierNumbersScreen } from "./opt-outs/opt-outs-numbers.tsx";
import { OptOutsScreen } from "./opt-outs/opt-outs-screen.tsx";
import { OptOutTextsScreen } from "./opt-outs/opt-outs-texts.tsx";
import { PeopleScreen } from "./people/people-screen.tsx";
import { openRequests, openReviews, openUnmatched, stoppedSenders, useOpenReviews } from "./opt-outs/review-count.ts";
import { ReviewScreen } from "./opt-outs/review-screen.tsx";
import { ScriptScreen } from "./script/script-screen.tsx";
import { RequestsScreen } from "./requests/requests-screen.tsx";
import { CarrierTrouble } from "./settings/carrier-trouble.tsx";
import { OverridePhoneScreen } from "./settings/override-phone-screen.tsx";
import { SettingsScreen } from "./settings/settings-screen.tsx";
import { TeamsScreen } from "./people/teams-screen.tsx";
import { AllUndecidedScreen } from "./undecided/all-undecided-screen.tsx";
import { undecidedTexts, useUndecidedCount } from "./undecided/undecided-count.ts";
import { UndecidedScreen } from "./undecided/undecided-screen.tsx";
import { UnmatchedScreen } from "./unmatched/unmatched-screen.tsx";
import "./rooms.css";
import "./lists.css";
import "./forms.css";

const ROOMS = [
  {
    href: "/admin",
    label: "Campaigns",
    isHere: (path: string) => path === "/admin" || path.startsWith("/admin/campaigns"),
  },
  { href: "/admin/requests", label: "Requests", isHere: (path: string) => path === "/admin/requests" },
  { href: "/admin/people", label: "People", isHere: (path: string) => path === "/admin/people" },
  { href: "/admin/teams", label: "Teams", isHere: (path: string) => path === "/admin/teams" },
  { href: "/admin/unmatched", label: "Unmatched", isHere: (path: string) => path === "/admin/unmatched" },
  { href: "/admin/opt-outs", label: "Opt-outs", isHere: (path: string) => path.startsWith("/admin/opt-outs") },
  { href: "/admin/undecided", label: "Needs a decision", isHere: (path: string) => path === "/admin/undecided" },
  { href: "/admin/settings", label: "Settings", isHere: (path: string) => path.startsWith("/admin/settings") },
];

/** What a supervolunteer may do here. */
const HELPER_ROOMS = ROOMS.filter(({ href }) => href === "/admin/requests");

/** Everything that only admins use: one chunk, loaded when the first of its screens is shown. */
export function AdminScreens({ me }: { me: Me }) {
  const { path } = useLocation();
  const isAdmin = may(me.role, "administer");
  const rooms = useRef<HTMLElement>(null);
  // On a phone the navigation is wider than the screen.
  useEffect(() => {
    rooms.current?.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [path]);
  useOpenReviews(isAdmin);
  useUndecidedCount(isAdmin);
  return (
    <>
      <header class="bar">
        <a class="brand" href="/admin" aria-label="Whistlestop administration">
          <BrandMark /> <span class="brand-words">Whistlestop</span>
        </a>
        <nav ref={rooms} class="rooms" aria-label="Administration">
          {(isAdmin ? ROOMS : HELPER_ROOMS).map(({ href, label, isHere }) => (
            <a key={href} href={href} aria-current={isHere(path) ? "page" : undefined}>
              {label}
              {href === "/admin/requests" && <RequestsWaiting />}
              {href === "/admin/opt-outs" && <ReviewsWaiting />}
              {href === "/admin/undecided" && undecidedTexts.value > 0 && (
                <span class="badge full" aria-label={`${undecidedTexts.value} to decide`}>
                  {undecidedTexts.value}
                </span>
              )}
              {href === "/admin/unmatched" && <UnmatchedWaiting />}
            </a>
          ))}
        </nav>
        <PersonMenu me={me} elsewhere="texting" />
      </header>
      {isAdmin && <CarrierTrouble />}
      {isAdmin ? <AdminRoutes /> : <HelperRoutes />}
    </>
  );
}

/** Unclear texts that need a decision, and numbers that must not be used; live, so that nobody has to look for them. */
function ReviewsWaiting() {
  const waiting = openReviews.value ?? 0;
  const stopped = stoppedSenders.value;
  return (
    <>
      {waiting > 0 && (
        <span class="badge full" aria-label={`${waiting} to review`}>
          {waiting}
        </span>
      )}
      {stopped > 0 && (
        <span class="badge wrong" aria-label={`The carrier refuses ${stopped} of your numbers`}>
          !
        </span>
      )}
    </>
  );
}

function RequestsWaiting() {
  const waiting = openRequests.value ?? 0;
  if (waiting === 0) return null;
  return (
    <span class="badge full" aria-label={`${waiting} requests wait`}>
      {waiting}
    </span>
  );
}

function UnmatchedWaiting() {
  const waiting = openUnmatched.value ?? 0;
  if (waiting === 0) return null;
  return (
    <span class="badge full" aria-label={`${waiting} unmatched texts wait`}>
      {waiting}
    </span>
  );
}

function AdminRoutes() {
  return (
    <Router>
      <Route path="/admin/requests" component={RequestsScreen} />
      <Route path="/admin" component={CampaignListScreen} />
      <Route path="/admin/campaigns/new" component={NewCampaignScreen} />
      <Route path="/admin/campaigns/:campaignId" component={CampaignScreen} />
      <Route path="/admin/campaigns/:campaignId/script" component={ScriptScreen} />
      <Route path="/admin/campaigns/:campaignId/assignments" component={AssignmentsScreen} />
      <Route path="/admin/campaigns/:campaignId/messages" component={MessagesScreen} />
      <Route path="/admin/campaigns/:campaignId/undecided" component={UndecidedScreen} />
      <Route path="/admin/undecided" component={AllUndecidedScreen} />
      <Route path="/admin/people" component={PeopleScreen} />
      <Route path="/admin/teams" component={TeamsScreen} />
      <Route path="/admin/opt-outs" component={OptOutsScreen} />
      <Route path="/admin/opt-outs/review" component={ReviewScreen} />
      <Route path="/admin/opt-outs/numbers" component={CarrierNumbersScreen} />
      <Route path="/admin/opt-outs/texts" component={OptOutTextsScreen} />
      <Route path="/admin/unmatched" component={UnmatchedScreen} />
      <Route path="/admin/settings" component={SettingsScreen} />
      <Route path="/admin/settings/override-phone" component={OverridePhoneScreen} />
      <Route default component={NotFoundScreen} />
    </Router>
  );
}

function HelperRoutes() {
  return (
    <Router>
      <Route path="/admin" component={RequestsScreen} />
      <Route path="/admin/requests" component={RequestsScreen} />
      <Route default component={NotFoundScreen} />
    </Router>
  );
}

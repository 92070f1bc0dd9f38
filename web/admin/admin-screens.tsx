import { Route, Router } from "preact-iso/router";
import type { Me } from "../../domain/people/people.ts";
import { may } from "../../domain/roles.ts";
import { NotFoundScreen } from "../ui/not-found-screen.tsx";
import { AssignmentsScreen } from "./assignments/assignments-screen.tsx";
import { CampaignListScreen } from "./campaigns/campaign-list-screen.tsx";
import { CampaignScreen } from "./campaigns/campaign-screen.tsx";
import { AdminBar, CONTENT_ID } from "./navigation/admin-bar.tsx";
import { useFieldOfAddress } from "./navigation/go-to-field.ts";
import { UnsavedGuard } from "../ui/forms/unsaved.tsx";
import { ConversationScreen } from "./messages/conversation-screen.tsx";
import { MessagesScreen } from "./messages/messages-screen.tsx";
import { NewCampaignScreen } from "./campaigns/new-campaign-screen.tsx";
import { CarrierNumbersScreen } from "./opt-outs/opt-outs-numbers.tsx";
import { OptOutsScreen } from "./opt-outs/opt-outs-screen.tsx";
import { OptOutTextsScreen } from "./opt-outs/opt-outs-texts.tsx";
import { PeopleScreen } from "./people/people-screen.tsx";
import { useOpenReviews } from "./opt-outs/review-count.ts";
import { ReviewScreen } from "./opt-outs/review-screen.tsx";
import { ScriptScreen } from "./script/script-screen.tsx";
import { RequestsScreen } from "./requests/requests-screen.tsx";
import { later } from "../ui/load/later.tsx";
import { CarrierTrouble } from "./settings/carrier-trouble.tsx";
import { OverridePhoneScreen } from "./settings/override-phone-screen.tsx";
import { SettingsScreen } from "./settings/settings-screen.tsx";
import { TeamsScreen } from "./people/teams-screen.tsx";
import { AllUndecidedScreen } from "./undecided/all-undecided-screen.tsx";
import { useUndecidedCount } from "./undecided/undecided-count.ts";
import { UndecidedScreen } from "./undecided/undecided-screen.tsx";
import { UnmatchedScreen } from "./unmatched/unmatched-screen.tsx";
import "./rooms.css";
import "./lists.css";
import "./forms.css";

const RegistrationScreen = later(
  async () => (await import("./settings/registration/registration-screen.tsx")).RegistrationScreen,
);
const NumberHealthScreen = later(async () => (await import("./numbers/number-health-screen.tsx")).NumberHealthScreen);

/** Everything that only admins use: one chunk, loaded when the first of its screens is shown. */
export function AdminScreens({ me }: { me: Me }) {
  const isAdmin = may(me.role, "administer");
  useOpenReviews(isAdmin);
  useUndecidedCount(isAdmin);
  useFieldOfAddress();
  return (
    <>
      <UnsavedGuard />
      <AdminBar me={me} isAdmin={isAdmin} />
      <div id={CONTENT_ID} tabIndex={-1}>
        {isAdmin && <CarrierTrouble />}
        {isAdmin ? <AdminRoutes /> : <HelperRoutes />}
      </div>
    </>
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
      <Route path="/admin/campaigns/:campaignId/messages/:contactId" component={ConversationScreen} />
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
      <Route path="/admin/settings/registration" component={RegistrationScreen} />
      <Route path="/admin/settings/number-health" component={NumberHealthScreen} />
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

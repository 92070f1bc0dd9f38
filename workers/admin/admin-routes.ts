/**
 * `/api/admin`: what admins do. Each subject has a folder here; the check of the caller's role comes before all of
 * them.
 */
import { Hono } from "hono";
import { requireAdmin } from "../auth/require-session.ts";
import type { Edge } from "../http/context.ts";
import { campaignAssignments } from "./assignment/assignments.ts";
import { campaignPolicy } from "./assignment/policy.ts";
import { textRequestRoutes } from "./assignment/requests.ts";
import { campaignArchives } from "./campaigns/archives.ts";
import { campaignDrafts } from "./campaigns/campaigns.ts";
import { campaignCopies } from "./campaigns/copies.ts";
import { campaignLife } from "./campaigns/lifecycle.ts";
import { campaignNumbers } from "./campaigns/numbers.ts";
import { requireCampaign } from "./campaigns/require-campaign.ts";
import { contactUploads } from "./contacts/contacts.ts";
import { campaignMessages } from "./messages/messages.ts";
import { campaignUndecided, organizationUndecided } from "./messages/undecided.ts";
import { unmatchedRoutes } from "./messages/unmatched.ts";
import { optOutReviewRoutes } from "./opt-outs/opt-out-reviews.ts";
import { optOutRoutes } from "./opt-outs/opt-outs.ts";
import { organizationPeople } from "./people/people.ts";
import { personNumbers } from "./people/person-numbers.ts";
import { organizationTeams } from "./people/teams.ts";
import { conversationLabels, organizationLabels } from "./scripts/labels.ts";
import { pictureUploads } from "./scripts/pictures.ts";
import { campaignScripts } from "./scripts/scripts.ts";
import { carrierRoutes } from "./settings/carrier.ts";
import { deadLetterRoutes } from "./settings/dead-letters.ts";
import { numberHealth } from "./settings/number-health.ts";
import { numberSettings } from "./settings/numbers.ts";
import { registrationRoutes } from "./settings/registration.ts";
import { settings } from "./settings/settings.ts";
import { overridePhone } from "./settings/override-phone.ts";
import { phoneServiceRoutes } from "./settings/phone-service.ts";
import { simulationSettings } from "./settings/simulation.ts";

export const adminRoutes = new Hono<Edge>()
  // Before the check for admins, because supervolunteers also decide requests.
  .route("/requests", textRequestRoutes)
  .use(requireAdmin)
  .use("/campaigns/:campaignId/*", requireCampaign)
  .route("/campaigns", campaignDrafts)
  .route("/campaigns/:campaignId/contacts", contactUploads)
  .route("/campaigns/:campaignId", campaignLife)
  .route("/campaigns/:campaignId", campaignCopies)
  .route("/campaigns/:campaignId/phone-numbers", campaignNumbers)
  .route("/campaigns/:campaignId/archive", campaignArchives)
  .route("/campaigns/:campaignId", campaignPolicy)
  .route("/campaigns/:campaignId/assignments", campaignAssignments)
  .route("/campaigns/:campaignId", campaignMessages)
  .route("/campaigns/:campaignId/undecided", campaignUndecided)
  .route("/undecided", organizationUndecided)
  .route("/campaigns/:campaignId/script", campaignScripts)
  .route("/campaigns/:campaignId/labels", conversationLabels)
  .route("/labels", organizationLabels)
  .route("/pictures", pictureUploads)
  .route("/people", organizationPeople)
  .route("/people", personNumbers)
  .route("/teams", organizationTeams)
  .route("/opt-outs/reviews", optOutReviewRoutes)
  .route("/opt-outs", optOutRoutes)
  .route("/unmatched", unmatchedRoutes)
  .route("/settings/numbers", numberSettings)
  .route("/settings", settings)
  .route("/number-health", numberHealth)
  .route("/registration", registrationRoutes)
  .route("/carrier", carrierRoutes)
  .route("/simulation/phone", overridePhone)
  .route("/simulation", simulationSettings)
  .route("/phone-service", phoneServiceRoutes)
  .route("/dead-letters", deadLetterRoutes);

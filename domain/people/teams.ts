/** Teams of texters: shapes of `/api/admin/teams`. */
import * as z from "zod";

/** Colours by name; the screens choose how they look in light and dark. */
const TEAM_COLORS = ["green", "amber", "red", "blue", "violet", "grey"] as const;
export type TeamColor = (typeof TEAM_COLORS)[number];

export const teamSchema = z.object({
  title: z.string().trim().min(1, "write a title").max(80),
  color: z.enum(TEAM_COLORS),
  /** Requests of its members are served in this order: 1 first. */
  priority: z.number().int().min(1).max(1000),
});
/** `PATCH /api/admin/teams/:teamId`. */
export const teamChangeSchema = teamSchema.partial();

/** `PUT /api/admin/teams/:teamId/members`: exactly these. */
export const teamMembersSchema = z.object({ personIds: z.array(z.string().max(64)).max(5000) });

/** `PUT /api/admin/people/:personId/teams`: exactly these. */
export const personTeamsSchema = z.object({ teamIds: z.array(z.string().max(64)).max(100) });

export type Team = z.infer<typeof teamSchema> & { teamId: string; personIds: string[] };

import { formatPhone } from "../../domain/phone-numbers/phone-format.ts";
import { session } from "../session.ts";
import "./simulation-banner.css";

/** On every screen of a simulation, so that nobody takes it for the real thing. */
export function SimulationBanner() {
  const now = session.value;
  const simulation = now.state === "in" ? now.me.simulation : undefined;
  if (!simulation) return null;
  return (
    <aside class="simulation-banner" aria-label="Simulation">
      <strong>Simulation</strong>{" "}
      <span class="simulation-what">
        {simulation.to === null ? "No real people are texted." : `All texts go to ${formatPhone(simulation.to)}.`}
      </span>
    </aside>
  );
}

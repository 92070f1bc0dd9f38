import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Icon } from "../../ui/icons.tsx";

const SHOWN_MS = 10_000;

/** After Send the next conversation came by itself: whose text was sent, until another conversation is opened. */
const from = signal<{ name: string; at: string } | null>(null);

/** @param at the conversation that came */
export function rememberWhereFrom(name: string, at: string): void {
  from.value = { name, at };
}

/** The way back to the conversation that was left by sending. */
export function CameFrom({ contactId }: { contactId: string }) {
  const came = from.value?.at === contactId ? from.value : null;
  useEffect(() => {
    if (!came) return undefined;
    const timer = setTimeout(() => (from.value = null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [came]);
  return (
    <div class="came-from-place">
      <output>
        {came && (
          <span class="came-from">
            <span>
              <Icon name="check" /> Text to <bdi>{came.name}</bdi>
            </span>
            <button
              type="button"
              class="button quiet"
              onClick={() => {
                from.value = null;
                history.back();
              }}
            >
              Back
            </button>
          </span>
        )}
      </output>
    </div>
  );
}

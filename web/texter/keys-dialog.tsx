import { Dialog } from "../ui/dialog.tsx";
import { keysShown } from "./keys.ts";
import { StaySetting } from "./stay-setting.tsx";

const KEYS: readonly { on: string; keys: readonly (readonly [string, string])[] }[] = [
  {
    on: "First texts",
    keys: [
      ["Enter or Space", "Send, and show the next contact"],
      ["Ctrl + Enter", "The same while you change the text"],
    ],
  },
  {
    on: "Conversations",
    keys: [
      ["1 … 9", "Choose an answer to the question"],
      ["Alt + 1 … 9", "The same while you write"],
      ["Ctrl + Enter", "Send"],
      ["j", "Next conversation in the list"],
      ["k", "Previous conversation in the list"],
      ["Esc", "Close canned responses or labels"],
    ],
  },
  { on: "Everywhere", keys: [["?", "Show this list"]] },
];

/** What the keyboard does on the texting screens. */
export function KeysDialog() {
  const close = () => void (keysShown.value = false);
  return (
    <Dialog
      title="Keyboard shortcuts"
      onSubmit={close}
      onClose={close}
      actions={
        <button type="submit" class="button primary">
          Close
        </button>
      }
    >
      {KEYS.map(({ on, keys }) => (
        <section key={on} class="stack tight">
          <h3>{on}</h3>
          <dl class="keys">
            {keys.map(([key, what]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <StaySetting />
    </Dialog>
  );
}

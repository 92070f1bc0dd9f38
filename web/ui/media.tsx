import { useSignal } from "@preact/signals";
import { isDrawn, kindOf, picturePath } from "../../domain/messages/media.ts";
import type { MediaNote } from "../../domain/messages/media.ts";
import { api } from "../api/client.ts";
import { Icon } from "./icons.tsx";
import "./media.css";

type Props = { media: readonly MediaNote[]; contactId: string; messageId: string; from: string };

/**
 * The files of a text. A contact's picture stays hidden until the texter taps: nobody has to see it by surprise.
 *
 * @param from who sent them, for screen readers
 */
export function Media({ media, contactId, messageId, from }: Props) {
  return (
    <ul class="media-list" aria-label={`Files from ${from}`}>
      {media.map((note, i) => (
        <li key={`${i} ${note.state}`}>
          {note.picture === undefined ? (
            <Inbound note={note} path={pathOf(contactId, messageId, i)} from={from} />
          ) : (
            <Picture pictureId={note.picture} />
          )}
        </li>
      ))}
    </ul>
  );
}

function pathOf(contactId: string, messageId: string, i: number): string {
  return api.media[":contactId"][":messageId"][":index"].$path({ param: { contactId, messageId, index: String(i) } });
}

/** One of the organization's pictures. */
export function Picture({ pictureId }: { pictureId: string }) {
  const isGone = useSignal(false);
  if (isGone.value) return <p class="media-note">The picture did not load</p>;
  return (
    <img
      class="media-picture ours"
      src={picturePath(pictureId)}
      alt="Goes with this text"
      onError={() => (isGone.value = true)}
    />
  );
}

function Inbound({ note, path, from }: { note: MediaNote; path: string; from: string }) {
  const kind = kindOf(note.type);
  switch (note.state) {
    case "stored":
      if (isDrawn(note.type)) return <Hidden path={path} kind={kind} from={from} />;
      return (
        <a class="button media-button" href={path} download>
          <Icon name="down" /> {kind} – save
        </a>
      );
    case "waiting":
      return (
        <p class="media-note">
          <Icon name="clock" /> {kind} – still loading
        </p>
      );
    case "late":
      return (
        <p class="media-note">
          <Icon name="clock" /> {kind} – not here yet: {note.problem}. It is tried again automatically.
        </p>
      );
    case "refused":
    case "lost":
      return (
        <p class="media-note">
          <Icon name="alert" /> {kind} – not kept. {note.problem}.
        </p>
      );
  }
}

function Hidden({ path, kind, from }: { path: string; kind: string; from: string }) {
  const state = useSignal<"hidden" | "shown" | "failed">("hidden");
  const isShown = state.value === "shown";
  return (
    <>
      <button
        type="button"
        class="button media-button"
        aria-expanded={isShown}
        onClick={() => (state.value = isShown ? "hidden" : "shown")}
      >
        <Icon name="picture" /> {isShown ? "Hide the picture" : `${kind} – tap to show`}
      </button>
      {isShown && (
        <img
          class="media-picture"
          src={path}
          alt={`Sent by ${from}`}
          // The thread ends above the composer, so the opened picture is scrolled into view.
          onLoad={({ currentTarget }) => currentTarget.scrollIntoView({ block: "nearest" })}
          onError={() => (state.value = "failed")}
        />
      )}
      {state.value === "failed" && <output class="media-note">The picture did not load. Tap to try again.</output>}
    </>
  );
}

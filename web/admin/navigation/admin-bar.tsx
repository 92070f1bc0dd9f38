import { useLocation } from "preact-iso/router";
import { useEffect, useRef } from "preact/hooks";
import type { Me } from "../../../domain/people/people.ts";
import { BrandMark, Icon } from "../../ui/icons.tsx";
import { StaleBar } from "../../ui/load/stale-bar.tsx";
import { PersonMenu } from "../../ui/person-menu.tsx";
import { roomsHeading } from "../../ui/screen.tsx";
import { RoomLink, roomsOf, WaitingAnywhere } from "./rooms.tsx";
import "./admin-bar.css";

/** Where the skip link leads. */
export const CONTENT_ID = "content";

/** The head of every screen of the administration: the rooms, the room that one is in, and how fresh it is. */
export function AdminBar({ me, isAdmin }: { me: Me; isAdmin: boolean }) {
  const { path } = useLocation();
  const menu = useRef<HTMLElement>(null);
  const rooms = roomsOf(isAdmin);
  const here = rooms.find(({ isHere }) => isHere(path));
  const room = here?.label ?? "Menu";
  useEffect(() => {
    menu.current?.hidePopover();
  }, [path]);
  useEffect(() => {
    roomsHeading.value = here?.label ?? "";
    return () => void (roomsHeading.value = "");
  }, [here?.label]);

  return (
    <>
      <a
        class="skip-link button primary"
        href={`#${CONTENT_ID}`}
        onClick={(event) => {
          event.preventDefault();
          const content = document.getElementById(CONTENT_ID);
          (content?.querySelector<HTMLElement>("h1") ?? content)?.focus();
        }}
      >
        Skip to content
      </a>
      <header class="bar admin-bar">
        <a class="brand" href="/admin" aria-label="Whistlestop administration">
          <BrandMark /> <span class="brand-words">Whistlestop</span>
        </a>
        <nav class="rooms rooms-line" aria-label="Administration">
          {rooms.map((each) => (
            <RoomLink key={each.href} room={each} path={path} />
          ))}
        </nav>
        <button type="button" class="button rooms-button" popovertarget="rooms">
          <Icon name="menu" />
          <span>
            <span class="unseen">Menu, you are in </span>
            {room}
          </span>
          <WaitingAnywhere />
        </button>
        <nav ref={menu} id="rooms" popover="auto" class="menu rooms-menu" aria-label="Administration">
          {rooms.map((each) => (
            <RoomLink key={each.href} room={each} path={path} onGo={() => menu.current?.hidePopover()} />
          ))}
        </nav>
        <PersonMenu me={me} elsewhere="texting" />
        <StaleBar />
      </header>
    </>
  );
}

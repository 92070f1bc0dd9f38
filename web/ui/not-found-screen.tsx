import { Blank, Heading } from "./screen.tsx";

export function NotFoundScreen() {
  return (
    <main class="page narrow">
      <Heading title="Page not found" unseen />
      <Blank title="Page not found">
        <p>There is no page at this address, or you may not see it.</p>
        <a class="button primary" href="/">
          To your campaigns
        </a>
      </Blank>
    </main>
  );
}

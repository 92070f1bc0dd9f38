import { Blank, Heading } from "./screen.tsx";

export function NotFoundScreen() {
  return (
    <main class="page narrow">
      <Heading title="Nothing stops here" unseen />
      <Blank title="Nothing stops here">
        <p>This address leads nowhere, or to something that you may not see.</p>
        <a class="button primary" href="/">
          To your campaigns
        </a>
      </Blank>
    </main>
  );
}

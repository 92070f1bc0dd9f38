import { Blank } from "./screen.tsx";

export function NotFoundScreen() {
  return (
    <main class="page narrow">
      <Blank page title="Page not found">
        <p>There is no page at this address, or you do not have access to it.</p>
        <a class="button primary" href="/">
          Go to your campaigns
        </a>
      </Blank>
    </main>
  );
}

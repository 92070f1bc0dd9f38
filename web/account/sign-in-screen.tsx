import { useLocation } from "preact-iso/router";
import { roleAtLeast } from "../../domain/statuses.ts";
import { BrandMark } from "../ui/icons.tsx";
import { Heading, Notice } from "../ui/screen.tsx";
import { SignInForm } from "./sign-in-form.tsx";
import "./account.css";

export function SignInScreen({ notice }: { notice: string | null }) {
  const { path, route } = useLocation();
  return (
    <main class="page narrow gate">
      <div class="stack loose">
        <span class="brand">
          <BrandMark /> Whistlestop
        </span>
        <section class="card stack">
          <Heading title="Sign in" />
          {notice && <Notice tone="warn">{notice}</Notice>}
          <SignInForm
            onDone={(me) => {
              if (path === "/" && roleAtLeast(me.role, "ADMIN")) route("/admin", true);
            }}
          />
        </section>
        <p class="soft small">New here? Open the join link that your organization sent you.</p>
      </div>
    </main>
  );
}

import { api } from "../../api/client.ts";
import { useLoad } from "../../ui/load/load.ts";
import { Loaded } from "../../ui/load/loaded.tsx";
import { Heading } from "../../ui/screen.tsx";

/** Which carrier accounts and Messaging Services the installation knows, and whose they are. */
export function CarrierAccountsScreen() {
  const loading = useLoad(() => api.operator.carrier.$get());
  return (
    <main class="page broad stack loose">
      <Heading title="Carrier accounts" />
      <Loaded of={loading} what="carrier accounts">
        {({ installation, accounts, services }) => (
          <>
            <section class="card stack" aria-labelledby="installation">
              <h2 id="installation">The installation’s account</h2>
              <p>{installation ?? "None. This is a simulation without a carrier: nothing leaves the installation."}</p>
              <p class="soft small">Organizations without an account of their own text by this one.</p>
            </section>
            <Owned
              title="Accounts of organizations"
              none="No organization has an account of its own."
              rows={accounts}
            />
            <Owned title="Messaging Services" none="No organization has set a Messaging Service." rows={services} />
          </>
        )}
      </Loaded>
    </main>
  );
}

function Owned({ title, none, rows }: { title: string; none: string; rows: { sid: string; orgName: string }[] }) {
  return (
    <section class="stack" aria-label={title}>
      <h2>{title}</h2>
      {rows.length === 0 ? (
        <p class="soft">{none}</p>
      ) : (
        <ul class="campaigns">
          {rows.map(({ sid, orgName }) => (
            <li key={sid} class="person-row">
              <strong class="grow" dir="auto">
                {orgName}
              </strong>
              <span class="soft small">{sid}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

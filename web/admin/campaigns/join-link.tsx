import { CopyField } from "../../ui/forms/copy-field.tsx";

/** The link by which texters join, ready to be copied. */
export function JoinLink({ token }: { token: string }) {
  return <CopyField label="Join link" text={`${location.origin}/join/${token}`} />;
}

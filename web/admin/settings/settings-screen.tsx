import { api } from "../../api/client.ts";
import { Heading } from "../../ui/screen.tsx";
import { CarrierForm } from "./carrier/carrier-form.tsx";
import { DeadLetters } from "./dead-letters.tsx";
import { HoursForm } from "./hours-form.tsx";
import { LabelsSection } from "./labels-section.tsx";
import { useLoad } from "../../ui/load/load.ts";
import { Loaded } from "../../ui/load/loaded.tsx";
import { OwnAccountSection } from "./carrier/own-account-form.tsx";
import { NumbersSection } from "../numbers/number-settings.tsx";
import { PhoneServiceSection } from "./phone-service/phone-service-section.tsx";
import { ServiceSection } from "./carrier/service-section.tsx";
import { PricesForm } from "./prices-form.tsx";
import { SendingForm } from "./sending-form.tsx";
import { SimulationForm } from "./simulation-form.tsx";
import { VoiceForm } from "./voice-form.tsx";
import { TrustForm } from "./trust-form.tsx";

/** The organization's carrier, and what could not be recorded. */
export function SettingsScreen() {
  const settings = useLoad(() => api.admin.settings.$get());
  return (
    <main class="page stack loose">
      <Heading title="Settings" />
      <Loaded of={settings} what="settings">
        {({ settings: known }) => (
          <>
            <CarrierForm messagingServiceSid={known.messagingServiceSid} />
            <NumbersSection />
            <ServiceSection />
            <OwnAccountSection />
            <HoursForm known={known.textingHours} />
            <SendingForm sending={known.sending} />
            <PricesForm prices={known.prices} />
            <VoiceForm voiceAnswer={known.voiceAnswer} />
            <TrustForm trust={known.trust} />
          </>
        )}
      </Loaded>
      <SimulationForm />
      <LabelsSection />
      <PhoneServiceSection />
      <DeadLetters />
    </main>
  );
}

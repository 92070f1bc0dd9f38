-- Contacts and messages are updated several times: room on their pages keeps the updates heap-only.
ALTER TABLE "contacts" SET (fillfactor = 80);--> statement-breakpoint
ALTER TABLE "messages" SET (fillfactor = 80);

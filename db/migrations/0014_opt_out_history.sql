ALTER TABLE "opt_out_words" RENAME TO "opt_out_history";--> statement-breakpoint
ALTER TABLE "opt_out_history" DROP CONSTRAINT "opt_out_words_org_id_cell_version_pk";--> statement-breakpoint
ALTER TABLE "bad_numbers" ALTER COLUMN "code" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "opt_out_history" ADD CONSTRAINT "opt_out_history_org_id_cell_version_pk" PRIMARY KEY("org_id","cell","version");--> statement-breakpoint
-- 0 was the code of a number that answered.
UPDATE "bad_numbers" SET "code" = NULL WHERE "code" = 0;

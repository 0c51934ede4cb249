import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs"
import { CharacterCount } from "govuk-frontend/dist/govuk/components/character-count/character-count.mjs"
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs"
import { NotificationBanner } from "govuk-frontend/dist/govuk/components/notification-banner/notification-banner.mjs"
import { PasswordInput } from "govuk-frontend/dist/govuk/components/password-input/password-input.mjs"
import { Tabs } from "govuk-frontend/dist/govuk/components/tabs/tabs.mjs"

import { start } from "./components.js"
import { connectPasskeys } from "./passkeys.js"
import { keepDrafts } from "./drafts.js"
import { openDesk } from "./desk/desk.js"
import { followClips } from "./played.js"
import { offerMap } from "./map-offer.js"
import { followProgress } from "./progress.js"
import { revealBelowChoices } from "./reveal.js"

// The error summary last: where several ask for the focus, what is wrong comes first.
start(Button, CharacterCount, NotificationBanner, PasswordInput, Tabs, ErrorSummary)
revealBelowChoices()
followProgress()
offerMap()
connectPasskeys()
followClips()
keepDrafts()
openDesk()

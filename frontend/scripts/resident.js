import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs"
import { CharacterCount } from "govuk-frontend/dist/govuk/components/character-count/character-count.mjs"
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs"
import { NotificationBanner } from "govuk-frontend/dist/govuk/components/notification-banner/notification-banner.mjs"

import { start } from "./components.js"
import { offerMap } from "./map-offer.js"
import { followProgress } from "./progress.js"
import { revealBelowChoices } from "./reveal.js"
import { sendWhenConnected } from "./sending.js"
import { suggestPlaces } from "./suggest.js"

// The error summary last: where several ask for the focus, what is wrong comes first.
start(Button, CharacterCount, NotificationBanner, ErrorSummary)
revealBelowChoices()
followProgress()
suggestPlaces()
offerMap()
sendWhenConnected()

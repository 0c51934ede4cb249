import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs"
import { CharacterCount } from "govuk-frontend/dist/govuk/components/character-count/character-count.mjs"
import { Checkboxes } from "govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs"
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs"
import { NotificationBanner } from "govuk-frontend/dist/govuk/components/notification-banner/notification-banner.mjs"
import { PasswordInput } from "govuk-frontend/dist/govuk/components/password-input/password-input.mjs"
import { Radios } from "govuk-frontend/dist/govuk/components/radios/radios.mjs"
import { Tabs } from "govuk-frontend/dist/govuk/components/tabs/tabs.mjs"

import { start } from "./components.js"
import { followProgress } from "./progress.js"

// The error summary last: where several ask for the focus, what is wrong comes first.
start(Button, CharacterCount, Checkboxes, NotificationBanner, PasswordInput, Radios, Tabs, ErrorSummary)
followProgress()

"""How often strangers may try what before they have to wait."""

from datetime import timedelta

from core.limits import Limit

# A PIN has eight digits: at 20 tries an hour, one number's PIN is guessed in some three hundred years.
WRONG_PINS_A_NUMBER = Limit("pin-number", tries=5, period=timedelta(minutes=15))
WRONG_PINS_A_CLIENT = Limit("pin-client", tries=20, period=timedelta(hours=1))
# Enough for somebody unsure of the place and the hour, too little to collect a map of what no camera sees.
OUTLOOKS_A_CLIENT = Limit("outlook-client", tries=40, period=timedelta(hours=1))
# An office that files for many people shares one address.
SUBMISSIONS_A_CLIENT = Limit("submission-client", tries=30, period=timedelta(hours=1))
# A city's app that calls for many residents is told its own proxies; one device never needs this much.
API_CALLS_A_CLIENT = Limit("api-client", tries=1200, period=timedelta(hours=1))

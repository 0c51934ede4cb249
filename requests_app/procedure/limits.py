"""How often strangers may try what before they have to wait.

A visitor is a device or, without one, its network (`core.devices.visitor_of`); a client is always the network.
"""

from datetime import timedelta

from core.limits import Limit

# A PIN has eight digits: at 20 tries an hour, one number's PIN is guessed in some three hundred years.
WRONG_PINS_A_NUMBER = Limit("pin-number", tries=5, period=timedelta(minutes=15))
WRONG_PINS_A_VISITOR = Limit("pin-visitor", tries=20, period=timedelta(hours=1))
# Different places or times; to look at one again is free. Enough for somebody unsure of the place and the hour, too
# little to collect a map of what no camera sees: a circle of 150 m at a time, that map has some 9,000 of them for each
# hour of the day. Few for a visitor; more for a network, which a whole neighbourhood of telephones may share.
OUTLOOKS_A_VISITOR = Limit("outlook-visitor", tries=15, period=timedelta(hours=1))
OUTLOOKS_A_CLIENT = Limit("outlook-client", tries=60, period=timedelta(hours=1))
# A counter files for many people with one device.
SUBMISSIONS_A_VISITOR = Limit("submission-visitor", tries=30, period=timedelta(hours=1))
# Nobody's telephone rings all night because a stranger typed its number; the right code needs one or two.
CODES_AN_ADDRESS = Limit("code-address", tries=5, period=timedelta(hours=1))
CODES_A_VISITOR = Limit("code-visitor", tries=10, period=timedelta(hours=1))
# Each photo is a try, and so is each time it is sent again on a bad line.
UPLOADS_A_VISITOR = Limit("upload-visitor", tries=120, period=timedelta(hours=1))
# A city's app that calls for many residents is told its own proxies; one device never needs this much.
API_CALLS_A_CLIENT = Limit("api-client", tries=1200, period=timedelta(hours=1))
# A clerk serves a person every few minutes; whoever tries one NIK after the other has no person before them.
LOOK_UPS_AT_A_COUNTER = Limit("counter-look-up", tries=30, period=timedelta(hours=1))

# It stays where it is.
=== before
﻿FROM a
RUN x
=== blocked
nothing

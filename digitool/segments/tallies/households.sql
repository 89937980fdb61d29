-- Persons by value that is a home (identifier ids). `folds.households` counts who lives together.
SELECT hub, person FROM shared_home

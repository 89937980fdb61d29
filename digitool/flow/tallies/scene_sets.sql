-- Persons by the set of scenes they were ever seen in.
SELECT scenes, persons FROM scene_set

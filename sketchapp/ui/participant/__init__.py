"""The page of a study's participants: /study and /study/NAME, plain HTML, CSS and modules."""

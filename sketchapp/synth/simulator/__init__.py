"""What people make of a clean drawing: a simulator fitted to real sketches."""

from sketchapp.synth.simulator.clean import CleanDrawing
from sketchapp.synth.simulator.fitted import habits_of
from sketchapp.synth.simulator.habits import Habits, HabitsError
from sketchapp.synth.simulator.simulate import lines_of, simulate

__all__ = ["CleanDrawing", "Habits", "HabitsError", "habits_of", "lines_of", "simulate"]

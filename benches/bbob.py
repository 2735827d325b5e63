#!/usr/bin/env python3
"""Measures a program on the 24 functions of COCO's bbob suite, through a pipe.

    python3 -m venv venv && venv/bin/pip install coco-experiment==2.8.2 ioh==0.4.2 numpy
    venv/bin/python benches/bbob.py ours.tsv --algorithms solve,pso-ring

The program prints a line of D * n numbers, n points, and reads a line with their n values, until it reads `stop`.
One that ends early is started again with another seed. A row of the table is a run: the evaluations after
which it had reached f_opt + 10^2, 10^1, ... 10^-8, or -1. Runs that stand in the table are not run again.
"""

import argparse, os, subprocess, time, zlib
import cocoex, ioh, numpy

EXPONENTS = list(range(2, -9, -1))
COLUMNS = "alg dim fid inst seed budget evals restarts best_delta nhit wall_s".split() + [f"e{e}" for e in EXPONENTS]
BUDGETS = {2: 10_000, 3: 10_000, 5: 10_000, 10: 5_000, 20: 2_000, 40: 1_000}  # times D
PROGRAM = "target/release/examples/bbob_pipe"


class Run:
    """One function, its budget, and which targets have been reached when."""

    def __init__(self, suite, function, dimension, instance):
        self.cost = suite.get_problem_by_function_dimension_instance(function, dimension, instance)
        known = ioh.get_problem(function, instance, dimension, ioh.ProblemClass.BBOB)
        self.optimum, self.budget = known.optimum.y, BUDGETS[dimension] * dimension
        self.evaluations, self.best, self.hits = 0, float("inf"), []

    def is_over(self):
        return self.evaluations >= self.budget or len(self.hits) == len(EXPONENTS)

    def evaluate(self, point):
        value = self.cost(point)
        self.evaluations += 1
        self.best = min(self.best, value)
        while len(self.hits) < len(EXPONENTS) and self.best <= self.optimum + 10.0 ** EXPONENTS[len(self.hits)]:
            self.hits.append(self.evaluations)
        return value

    def serve(self, command, dimension):
        """Answers the program until it ends or the run is over."""
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as program:
            for line in program.stdout:
                values = []
                for point in numpy.array(line.split(), float).reshape(-1, dimension):
                    if self.is_over():
                        break
                    values.append(repr(float(self.evaluate(point))))
                if self.is_over():
                    break
                program.stdin.write(" ".join(values) + "\n")
                program.stdin.flush()
            try:
                program.stdin.write("stop\n")
                program.stdin.close()
            except BrokenPipeError:
                pass  # it has ended by itself


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("table", help="where rows are added")
    options.add_argument("--program", default=PROGRAM)
    options.add_argument("--algorithms", default="solve", help="names from the program's --list, or `all`")
    options.add_argument("--dimensions", default="5,20")
    options.add_argument("--instances", default="1,2,3")
    chosen = options.parse_args()
    names = chosen.algorithms.split(",")
    if names == ["all"]:
        names = subprocess.run([chosen.program, "--list"], capture_output=True, text=True, check=True).stdout.split()
    done = set()
    if os.path.exists(chosen.table):
        done = {tuple(line.split("\t")[:4]) for line in open(chosen.table)}
    else:
        open(chosen.table, "w").write("\t".join(COLUMNS) + "\n")
    for dimension in map(int, chosen.dimensions.split(",")):
        suite = cocoex.Suite("bbob", "instances: 1-60", f"dimensions: {dimension}")
        for name in names:
            for instance in map(int, chosen.instances.split(",")):
                for function in range(1, 25):
                    if (name, str(dimension), str(function), str(instance)) in done:
                        continue
                    run, start, starts = Run(suite, function, dimension, instance), time.time(), 0
                    seed = zlib.crc32(f"seed/{function}/{dimension}/{instance}".encode()) % 100_000 + 1
                    while not run.is_over():
                        left = run.budget - run.evaluations
                        run.serve([chosen.program, name, *map(str, (dimension, seed + 1_000_003 * starts % 2_000_000, left, -5, 5))], dimension)
                        starts += 1
                    row = [name, dimension, function, instance, seed, run.budget, run.evaluations, starts - 1]
                    row += [f"{run.best - run.optimum:.4e}", len(run.hits), f"{time.time() - start:.2f}"]
                    row += run.hits + [-1] * (len(EXPONENTS) - len(run.hits))
                    open(chosen.table, "a").write("\t".join(map(str, row)) + "\n")
                print(f"{name}, D = {dimension}, instance {instance}", flush=True)


if __name__ == "__main__":
    main()

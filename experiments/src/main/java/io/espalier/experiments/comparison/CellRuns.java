package io.espalier.experiments.comparison;

import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.InterruptedRunException;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.console.Progress;
import io.espalier.experiments.search.Preparation;
import io.espalier.experiments.search.SearchRun;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Runs searches, several at once if wanted, those that may share a preparation on the same one.
 *
 * @param parallel searches at once; results do not depend on it
 */
record CellRuns(int parallel, Console console, Interruption interruption) {

    /** @throws InterruptedRunException if the user stopped it */
    void run(List<Cell> cells) {
        if (cells.isEmpty()) {
            return;
        }
        Map<Preparation.Basis, List<Cell>> byBasis = cells.stream()
                .collect(Collectors.groupingBy(
                        cell -> Preparation.Basis.of(cell.loaded().config()), LinkedHashMap::new, Collectors.toList()));
        ExecutorService threads = Executors.newFixedThreadPool(parallel);
        try (Progress progress = Progress.of(console, "searches", cells.size())) {
            int done = 0;
            for (List<Cell> sharing : byBasis.values()) {
                console.note("preparing ...");
                Preparation prepared = Preparation.of(sharing.get(0).loaded().config());
                done = finish(submit(sharing, prepared, threads), sharing.size(), done, progress);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private ExecutorCompletionService<Cell> submit(List<Cell> cells, Preparation prepared, ExecutorService threads) {
        ExecutorCompletionService<Cell> running = new ExecutorCompletionService<>(threads);
        for (Cell cell : cells) {
            Callable<Cell> search = () -> {
                search(cell, prepared);
                return cell;
            };
            running.submit(search);
        }
        return running;
    }

    private static int finish(ExecutorCompletionService<Cell> running, int count, int before, Progress progress) {
        for (int i = 1; i <= count; i++) {
            progress.update(before + i, next(running).toString());
        }
        return before + count;
    }

    private void search(Cell cell, Preparation prepared) {
        interruption.check();
        SearchSeries.moveAside(cell.folder().path());
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        new SearchRun(cell.loaded(), Console.plain(nowhere, nowhere), interruption)
                .on(prepared)
                .withoutReport()
                .run();
    }

    private static Cell next(ExecutorCompletionService<Cell> running) {
        try {
            return running.take().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a search failed", e);
        }
    }
}

package io.espalier.env.worker;

import io.espalier.env.target.RuntimeKind;
import io.espalier.env.target.TargetFingerprint;
import io.espalier.env.target.TargetSettings;
import io.espalier.models.runtime.EngineSettings;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Where the measuring process starts. It answers requests until its parent has gone or closes the connection. */
public final class WorkerMain {

    /** What an answer begins with. */
    static final int SUCCESS = 0;

    static final int FAILURE = 1;

    private WorkerMain() {}

    /** How settings are written on the command line, for {@link #main}. */
    static List<String> arguments(TargetSettings settings) {
        return List.of(
                settings.runtime().name(),
                String.valueOf(settings.batch()),
                String.valueOf(settings.threads()),
                settings.optimisation().name(),
                settings.provider().name(),
                String.valueOf(settings.spinning()));
    }

    /**
     * Answers with the fingerprint, then reads requests and answers with samples.
     *
     * @param arguments the settings: runtime, batch, threads, optimisation, provider, spinning
     * @throws IOException if the parent cannot be told
     * @throws InterruptedException never
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        TargetSettings settings = new TargetSettings(
                RuntimeKind.valueOf(arguments[0]),
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                EngineSettings.Optimisation.valueOf(arguments[3]),
                EngineSettings.Provider.valueOf(arguments[4]),
                Boolean.parseBoolean(arguments[5]));
        InterruptSignal.ignore();
        // What a library prints must not get among the answers.
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)));
                DataOutputStream out =
                        new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)))) {
            serve(settings, Inbox.of(in), out);
        }
    }

    private static void serve(TargetSettings settings, Inbox inbox, DataOutputStream out)
            throws IOException, InterruptedException {
        BlockTimer timer;
        try {
            // Before the runtime starts its threads, which inherit where they may run.
            Placement placement = Placement.ofThisThread(settings.threads());
            ModelLoader loader = ModelLoader.of(settings);
            timer = new BlockTimer(loader, placement, System::nanoTime);
            TargetFingerprint fingerprint = LocalFingerprint.of(settings, loader.runtimeVersion(), placement.facts());
            out.writeByte(SUCCESS);
            Frames.write(out, fingerprint.facts());
            out.flush();
        } catch (RuntimeException e) {
            fail(out, e);
            return;
        }
        while (true) {
            answer(timer, inbox.take(), out);
        }
    }

    private static void answer(BlockTimer timer, Job job, DataOutputStream out) throws IOException {
        try {
            Samples samples = timer.measure(job);
            out.writeByte(SUCCESS);
            samples.write(out);
            out.flush();
        } catch (RuntimeException e) {
            fail(out, e);
        }
    }

    private static void fail(DataOutputStream out, RuntimeException failure) throws IOException {
        out.writeByte(FAILURE);
        Frames.write(out, String.valueOf(failure.getMessage()));
        out.flush();
    }
}

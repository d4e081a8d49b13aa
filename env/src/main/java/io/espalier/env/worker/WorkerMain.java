package io.espalier.env.worker;

import io.espalier.env.target.TargetFingerprint;
import io.espalier.env.target.TargetJson;
import io.espalier.env.target.TargetSettings;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;

/** Where the measuring process starts. It answers requests until its parent has gone. */
public final class WorkerMain {

    private WorkerMain() {}

    /**
     * Reads settings, answers with the fingerprint, then reads requests and answers with blocks.
     *
     * @param args none
     * @throws IOException if the parent cannot be heard or told
     */
    public static void main(String[] args) throws IOException {
        PrintStream answers = System.out;
        // What a library prints must not get among the answers.
        System.setOut(System.err);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(answers))) {
            serve(in, out);
        } catch (EOFException e) {
            // The parent has gone, which is how this process is told to end.
        }
    }

    private static void serve(DataInputStream in, DataOutputStream out) throws IOException {
        TargetSettings settings = TargetJson.read(Frames.readText(in), TargetSettings.class);
        TargetFingerprint fingerprint = LocalFingerprint.of(settings);
        BlockTimer timer = new BlockTimer(ModelLoader.of(settings), fingerprint, System::nanoTime);
        answer(out, Answer.of(TargetJson.line(fingerprint)));
        while (true) {
            var request = Frames.readRequest(in);
            try {
                answer(out, Answer.of(TargetJson.line(timer.measure(request))));
            } catch (IllegalArgumentException | IllegalStateException e) {
                answer(out, Answer.failed(e));
            }
        }
    }

    private static void answer(DataOutputStream out, Answer answer) throws IOException {
        Frames.write(out, TargetJson.line(answer));
        out.flush();
    }
}

package io.espalier.env.worker;

import io.espalier.env.target.Block;
import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.Target;
import io.espalier.env.target.TargetException;
import io.espalier.env.target.TargetFingerprint;
import io.espalier.env.target.TargetJson;
import io.espalier.env.target.TargetSettings;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** This machine as a target: a process of its own that only measures. */
public final class ForkedTarget implements Target {

    private static final List<String> MACHINE = List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Process process;
    private final DataOutputStream requests;
    private final DataInputStream answers;
    private final TargetFingerprint fingerprint;

    private ForkedTarget(Process process, TargetSettings settings) throws IOException {
        this.process = process;
        this.requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        this.answers = new DataInputStream(new BufferedInputStream(process.getInputStream()));
        Frames.write(requests, TargetJson.line(settings));
        requests.flush();
        this.fingerprint = TargetJson.read(answer(), TargetFingerprint.class);
    }

    /**
     * Starts the process.
     *
     * @throws TargetException if it cannot be started
     */
    public static ForkedTarget start(TargetSettings settings) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(MACHINE);
        command.add(WorkerMain.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.INHERIT);
        // Not on the command line: ONNX Runtime does not take long ones.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        try {
            return new ForkedTarget(builder.start(), settings);
        } catch (IOException e) {
            throw new TargetException("cannot start the measuring process: " + e.getMessage(), e);
        }
    }

    @Override
    public TargetFingerprint fingerprint() {
        return fingerprint;
    }

    @Override
    public Block measure(BlockRequest request) {
        try {
            Frames.write(requests, request);
            return TargetJson.read(answer(), Block.class);
        } catch (IOException e) {
            throw new TargetException("the measuring process has ended: " + e.getMessage(), e);
        }
    }

    private String answer() throws IOException {
        Answer answer = TargetJson.read(Frames.readText(answers), Answer.class);
        if (!answer.error().isEmpty()) {
            throw new TargetException(answer.error());
        }
        return answer.result();
    }

    @Override
    public void close() {
        process.destroy();
    }
}

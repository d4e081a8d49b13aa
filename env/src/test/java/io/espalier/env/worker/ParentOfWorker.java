package io.espalier.env.worker;

import io.espalier.env.target.TargetSettings;
import io.espalier.models.runtime.OnnxRuntimeBuild;
import java.util.List;

/** A process that has a measuring process in the middle of a long block, and says which, and where ONNX Runtime was unpacked. To be killed. */
final class ParentOfWorker {

    private static final long MINUTE_MILLIS = 60_000;

    private ParentOfWorker() {}

    public static void main(String[] arguments) {
        try (ForkedTarget target = ForkedTarget.start(TargetSettings.DEFAULTS)) {
            System.out.println(target.process().pid());
            System.out.println(OnnxRuntimeBuild.libraries().orElseThrow());
            target.measure(SmallNetworks.block("long", Integer.MAX_VALUE, MINUTE_MILLIS, List.of(8)));
        }
    }
}

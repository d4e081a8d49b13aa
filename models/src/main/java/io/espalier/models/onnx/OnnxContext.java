package io.espalier.models.onnx;

import java.util.Map;
import java.util.Optional;

/**
 * What a model says of itself as a whole.
 *
 * @param opset version of ONNX's operators
 * @param batch size of the batch, if the file fixes it
 * @param domains versions of the other sets of operators by their domain
 */
record OnnxContext(int opset, Optional<Integer> batch, Map<String, Long> domains) {

    /** Operators whose meaning we know. */
    static final int OLDEST_OPSET = 11;

    static final int NEWEST_OPSET = 20;

    /** Version of a domain's operators; 1 where the file forgets to say. */
    long version(String domain) {
        return domains.getOrDefault(domain, 1L);
    }
}

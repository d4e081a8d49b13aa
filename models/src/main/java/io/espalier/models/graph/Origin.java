package io.espalier.models.graph;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a file says about a network beside what it computes, so that it can be written again as it came. It does not change what the
 * network does and is no part of its digest.
 *
 * @param opset version of ONNX's operators to write; {@link #DEFAULT_OPSET} where the network comes from elsewhere
 * @param metadata free entries of the file, for instance the normalisation of its input
 * @param nodeNames names of nodes in the file by the tensor they make, where the two differ
 * @param batch name of the batch dimension; a number if the file fixes it
 * @param dynamicAxes axes of the input, without the batch, whose size the file leaves open
 */
public record Origin(
        int opset,
        SortedMap<String, String> metadata,
        SortedMap<String, String> nodeNames,
        String batch,
        List<Integer> dynamicAxes) {

    /** Every runtime of the last five years reads it. */
    public static final int DEFAULT_OPSET = 13;

    /** A network that we made. */
    public static final Origin OURS = new Origin(DEFAULT_OPSET, new TreeMap<>(), new TreeMap<>(), "batch", List.of());

    public Origin {
        metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
        nodeNames = Collections.unmodifiableSortedMap(new TreeMap<>(nodeNames));
        dynamicAxes = List.copyOf(dynamicAxes);
    }

    /** With these entries added to the metadata, or replaced. */
    public Origin withMetadata(Map<String, String> entries) {
        SortedMap<String, String> merged = new TreeMap<>(metadata);
        merged.putAll(entries);
        return new Origin(opset, merged, nodeNames, batch, dynamicAxes);
    }
}

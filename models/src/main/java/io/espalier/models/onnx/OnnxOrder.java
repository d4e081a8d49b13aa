package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** Puts nodes behind what they read; nodes that are in order stay as they are. */
final class OnnxOrder {

    private OnnxOrder() {}

    /** @throws IllegalArgumentException if nodes read each other in a circle, naming one of them */
    static List<NodeProto> sorted(GraphProto graph) {
        List<NodeProto> nodes = graph.getNodeList();
        Map<String, Integer> makers = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            for (String output : nodes.get(i).getOutputList()) {
                makers.putIfAbsent(output, i);
            }
        }
        makers.remove("");
        List<List<Integer>> readers = new ArrayList<>();
        nodes.forEach(node -> readers.add(new ArrayList<>()));
        int[] waiting = new int[nodes.size()];
        for (int i = 0; i < waiting.length; i++) {
            for (String input : nodes.get(i).getInputList()) {
                Integer maker = makers.get(input);
                if (maker != null) {
                    readers.get(maker).add(i);
                    waiting[i]++;
                }
            }
        }
        return released(nodes, readers, waiting);
    }

    private static List<NodeProto> released(List<NodeProto> nodes, List<List<Integer>> readers, int[] waiting) {
        PriorityQueue<Integer> ready = new PriorityQueue<>();
        for (int i = 0; i < waiting.length; i++) {
            if (waiting[i] == 0) {
                ready.add(i);
            }
        }
        List<NodeProto> sorted = new ArrayList<>();
        while (!ready.isEmpty()) {
            int next = ready.remove();
            sorted.add(nodes.get(next));
            for (int reader : readers.get(next)) {
                if (--waiting[reader] == 0) {
                    ready.add(reader);
                }
            }
        }
        for (int i = 0; i < waiting.length; i++) {
            if (waiting[i] > 0) {
                NodeProto node = nodes.get(i);
                throw new IllegalArgumentException("nodes must not read each other in a circle: node '%s' (%s)"
                        .formatted(node.getName(), node.getOpType()));
            }
        }
        return sorted;
    }
}

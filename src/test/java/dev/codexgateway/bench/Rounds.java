package dev.codexgateway.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** What was measured over each way, round by round. */
final class Rounds<T> {
    private final Map<String, List<T>> measured = new LinkedHashMap<>();

    void add(Way way, T result) {
        measured.computeIfAbsent(way.name(), _ -> new ArrayList<>()).add(result);
    }

    List<T> of(String way) {
        return measured.get(way);
    }

    /** The median over the rounds. */
    double median(String way, ToDoubleFunction<T> value) {
        return median(of(way).stream().mapToDouble(value).toArray());
    }

    /** The median over the rounds of one way's value divided by the other's of the same round. */
    double ratio(String way, String other, ToDoubleFunction<T> value) {
        return paired(way, other, value, (one, two) -> one / two);
    }

    /** The median over the rounds of one way's value less the other's of the same round. */
    double difference(String way, String other, ToDoubleFunction<T> value) {
        return paired(way, other, value, (one, two) -> one - two);
    }

    private double paired(String way, String other, ToDoubleFunction<T> value, DoubleBinaryOperator of) {
        return median(IntStream.range(0, of(way).size()).mapToDouble(round -> of.applyAsDouble(
                value.applyAsDouble(of(way).get(round)), value.applyAsDouble(of(other).get(round)))).toArray());
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}

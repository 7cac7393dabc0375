using BenchmarkDotNet.Attributes;
using TracedLlm.Bench.Micro.Methods;

namespace TracedLlm.Bench.Micro.Benchmarks;

/// <summary>A method that returns a stream of 100 items, read to its end.</summary>
public class StreamBenchmarks : TracedMethodBenchmarks
{
    private readonly StreamStage _stage = new();
    private readonly StageInput _input = new();

    [Benchmark(Baseline = true)]
    public int Plain() => StreamReading.Read(_stage.PlainAsync(_input), gate: null);

    [Benchmark]
    public int SetTag0() => StreamReading.Read(_stage.SetTag0Async(_input), gate: null);

    [Benchmark]
    public int SetTag5() => StreamReading.Read(_stage.SetTag5Async(_input), gate: null);

    [Benchmark]
    public int SetTag20() => StreamReading.Read(_stage.SetTag20Async(_input), gate: null);

    [Benchmark]
    public int CreationTags5() => StreamReading.Read(_stage.CreationTags5Async(_input), gate: null);

    [Benchmark]
    public int CreationTags20() => StreamReading.Read(_stage.CreationTags20Async(_input), gate: null);

    [Benchmark]
    public int Traced0() => StreamReading.Read(_stage.Traced0Async(_input), gate: null);

    [Benchmark]
    public int Traced5() => StreamReading.Read(_stage.Traced5Async(_input), gate: null);

    [Benchmark]
    public int Traced20() => StreamReading.Read(_stage.Traced20Async(_input), gate: null);
}

using BenchmarkDotNet.Attributes;
using TracedLlm.Bench.Micro.Methods;

namespace TracedLlm.Bench.Micro.Benchmarks;

/// <summary>A method that returns a completed value task.</summary>
public class ValueTaskBenchmarks : TracedMethodBenchmarks
{
    private readonly ValueTaskStage _stage = new();
    private readonly StageInput _input = new();

    [Benchmark(Baseline = true)]
    public ValueTask<int> Plain() => _stage.PlainAsync(_input);

    [Benchmark]
    public ValueTask<int> SetTag0() => _stage.SetTag0Async(_input);

    [Benchmark]
    public ValueTask<int> SetTag5() => _stage.SetTag5Async(_input);

    [Benchmark]
    public ValueTask<int> SetTag20() => _stage.SetTag20Async(_input);

    [Benchmark]
    public ValueTask<int> CreationTags5() => _stage.CreationTags5Async(_input);

    [Benchmark]
    public ValueTask<int> CreationTags20() => _stage.CreationTags20Async(_input);

    [Benchmark]
    public ValueTask<int> Traced0() => _stage.Traced0Async(_input);

    [Benchmark]
    public ValueTask<int> Traced5() => _stage.Traced5Async(_input);

    [Benchmark]
    public ValueTask<int> Traced20() => _stage.Traced20Async(_input);
}

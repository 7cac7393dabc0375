using BenchmarkDotNet.Attributes;
using TracedLlm.Bench.Micro.Methods;

namespace TracedLlm.Bench.Micro.Benchmarks;

/// <summary>A method that returns a completed task.</summary>
public class TaskBenchmarks : TracedMethodBenchmarks
{
    private readonly TaskStage _stage = new();
    private readonly StageInput _input = new();

    [Benchmark(Baseline = true)]
    public Task<int> Plain() => _stage.PlainAsync(_input);

    [Benchmark]
    public Task<int> SetTag0() => _stage.SetTag0Async(_input);

    [Benchmark]
    public Task<int> SetTag5() => _stage.SetTag5Async(_input);

    [Benchmark]
    public Task<int> SetTag20() => _stage.SetTag20Async(_input);

    [Benchmark]
    public Task<int> CreationTags5() => _stage.CreationTags5Async(_input);

    [Benchmark]
    public Task<int> CreationTags20() => _stage.CreationTags20Async(_input);

    [Benchmark]
    public Task<int> Traced0() => _stage.Traced0Async(_input);

    [Benchmark]
    public Task<int> Traced5() => _stage.Traced5Async(_input);

    [Benchmark]
    public Task<int> Traced20() => _stage.Traced20Async(_input);
}

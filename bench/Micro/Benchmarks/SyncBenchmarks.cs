using BenchmarkDotNet.Attributes;
using TracedLlm.Bench.Micro.Methods;

namespace TracedLlm.Bench.Micro.Benchmarks;

/// <summary>A method that returns when it is done.</summary>
public class SyncBenchmarks : TracedMethodBenchmarks
{
    private readonly SyncStage _stage = new();
    private readonly StageInput _input = new();

    [Benchmark(Baseline = true)]
    public int Plain() => _stage.Plain(_input);

    [Benchmark]
    public int SetTag0() => _stage.SetTag0(_input);

    [Benchmark]
    public int SetTag5() => _stage.SetTag5(_input);

    [Benchmark]
    public int SetTag20() => _stage.SetTag20(_input);

    [Benchmark]
    public int CreationTags5() => _stage.CreationTags5(_input);

    [Benchmark]
    public int CreationTags20() => _stage.CreationTags20(_input);

    [Benchmark]
    public int Traced0() => _stage.Traced0(_input);

    [Benchmark]
    public int Traced5() => _stage.Traced5(_input);

    [Benchmark]
    public int Traced20() => _stage.Traced20(_input);
}
